// Builds what pages carry, small: Plot as one file, and the scripts of each kind of page as one file without comments.

import { buildSync, transformSync } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

buildSync({
  entryPoints: ["entry.js"], outfile: "plot.js", bundle: true, minify: true,
  format: "iife", globalName: "Plot", target: "es2020", legalComments: "none",
});

const SCRIPTS = "../script";
mkdirSync("../built", { recursive: true });
for (const views of [["landing"], ["detail"], ["landing", "detail"]]) {
  const text = ["all", ...views]
    .flatMap((view) => readdirSync(SCRIPTS).sort().filter((name) => name.startsWith(`${view}-`)))
    .map((name) => readFileSync(`${SCRIPTS}/${name}`, "utf8"))
    .join("");
  // ASCII, so that invisible characters stay escapes.
  const { code } = transformSync(`(() => {"use strict";${text}})();`, { minify: true, target: "es2022", charset: "ascii" });
  writeFileSync(`../built/${views.join("-")}.js`, code);
}
