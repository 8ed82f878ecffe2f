// Reads Markdown pages with compromise and with wink-nlp, and prints sentences a second of
// processor time. Called by bench-read.sh, from a folder in which both are installed.
const fs = require("fs");
const path = require("path");
const nlp = require("compromise");
const wink = require("wink-nlp")(require("wink-eng-lite-web-model"));

const dir = process.argv[2];
const texts = fs.readdirSync(dir).filter((f) => f.endsWith(".md")).sort().map((f) => fs.readFileSync(path.join(dir, f), "utf8"));

// measure runs read over all texts, once to warm up, once for the figure.
function measure(name, read) {
  let sentences = 0;
  for (const t of texts) read(t);
  const start = process.cpuUsage();
  for (const t of texts) sentences += read(t);
  const used = process.cpuUsage(start);
  const seconds = (used.user + used.system) / 1e6;
  console.log(`${name} ${Math.round(sentences / seconds)} sentences/cpu-s (${sentences} sentences)`);
}

measure("compromise", (t) => {
  const doc = nlp(t);
  doc.places().out("array");
  doc.organizations().out("array");
  return doc.sentences().length;
});
measure("wink-nlp", (t) => {
  const doc = wink.readDoc(t);
  doc.entities().out();
  return doc.sentences().length();
});
