// Bundles the pages' scripts and styles into internal/web/static/built, under names that
// carry a hash of what is in them, and lists the names in manifest.json.
import { build } from "esbuild";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "..", "internal", "web", "static", "built");
mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });

const entries = ["app.ts", "map.ts", "editor.ts", "app.css"];
const result = await build({
  entryPoints: entries.map((e) => join(here, e)),
  outdir: out,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome115", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
});

const manifest = {};
for (const [file, made] of Object.entries(result.metafile.outputs)) {
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(file);
}
for (const e of entries) if (!manifest[e]) throw new Error(`nothing was built of ${e}`);
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
