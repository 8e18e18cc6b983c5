// Bundles the editor into the desk's static files, with the licences of what is in it.
import { build } from "esbuild";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const out = "../static/editor";
const { metafile } = await build({
  entryPoints: ["editor.js"], bundle: true, minify: true, format: "iife", target: "es2022", metafile: true,
  outfile: join(out, "codemirror.js"),
});
const packages = new Set(Object.keys(metafile.inputs).map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
const licences = [...packages].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json")));
  const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(out, "codemirror.LICENSES.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
console.log(`codemirror.js: ${packages.size} packages`);
