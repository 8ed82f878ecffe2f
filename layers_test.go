package salient_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/salient-osint/salient"

// layers is layers.txt: for each line its layer's number and its patterns.
type layers struct {
	names    []string
	patterns [][]string // by layer
}

func readLayers(t *testing.T) layers {
	t.Helper()
	b, err := os.ReadFile("layers.txt")
	if err != nil {
		t.Fatal(err)
	}
	var l layers
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		words := strings.Fields(line)
		i := slices.Index(l.names, words[0])
		if i < 0 {
			i = len(l.names)
			l.names, l.patterns = append(l.names, words[0]), append(l.patterns, nil)
		}
		l.patterns[i] = append(l.patterns[i], words[1:]...)
	}
	return l
}

// of finds the layer of a package and the pattern that placed it; an exact line beats a glob.
func (l layers) of(pkg string) (layer int, pattern string, ok bool) {
	layer = -1
	for i, patterns := range l.patterns {
		for _, p := range patterns {
			if p == pkg {
				return i, p, true
			}
			if match, _ := path.Match(p, pkg); match && layer < 0 {
				layer, pattern = i, p
			}
		}
	}
	return layer, pattern, layer >= 0
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	GoFiles, TestGoFiles, XTestGoFiles []string
	relative                           string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		p.relative = relative(p.ImportPath)
		pkgs = append(pkgs, p)
	}
}

func relative(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

func TestPackagesImportOnlyEarlierLayers(t *testing.T) {
	l := readLayers(t)
	used := map[string]bool{}
	for _, p := range listPackages(t) {
		layer, pattern, ok := l.of(p.relative)
		if !ok {
			t.Errorf("package %s has no line in layers.txt", p.relative)
			continue
		}
		used[pattern] = true
		imports := slices.Concat(p.Imports, p.TestImports, p.XTestImports)
		for _, imp := range imports {
			if imp == p.ImportPath || imp != module && !strings.HasPrefix(imp, module+"/") {
				continue
			}
			if strings.HasSuffix(imp, "test") && !slices.Contains(p.Imports, imp) {
				continue // a conformance suite, run by the backend's own tests
			}
			if other, _, ok := l.of(relative(imp)); ok && other >= layer {
				t.Errorf("%s (%s) imports %s (%s): only earlier layers may be imported",
					p.relative, l.names[layer], relative(imp), l.names[other])
			}
		}
	}
	for _, patterns := range l.patterns {
		for _, p := range patterns {
			if !used[p] {
				t.Errorf("layers.txt has a line for %s, but there is no such package", p)
			}
		}
	}
}
