package main

import (
	"bufio"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// resetPeak gives freed memory back, sets the kernel's high-water mark of this process to what
// it has now, and returns that, in bytes. Where the kernel doesn't let it, the mark stays.
func resetPeak() uint64 {
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		return peak()
	}
	return status("VmRSS")
}

// peak is the most memory that this process had, in bytes; 0 where the kernel doesn't say.
func peak() uint64 { return status("VmHWM") }

// status reads a line of /proc/self/status, in bytes.
func status(key string) uint64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == key+":" {
			n, _ := strconv.ParseUint(words[1], 10, 64)
			return n * 1024
		}
	}
	return 0
}

// processor is how many seconds of processors this process has used; 0 where the kernel doesn't
// say. The kernel counts hundredths.
func processor() float64 {
	text, err := os.ReadFile("/proc/self/stat")
	_, after, found := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	if err != nil || !found || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}

func mib(bytes uint64) float64 { return float64(bytes) / (1 << 20) }
