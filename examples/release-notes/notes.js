// Writes a change log of this repository to stdout, grouped by the word before
// the colon of each subject ("specs: refuse duplicate keys").
//
//     holdfast run notes.js            everything since the last tag
//     holdfast run notes.js v1.0..v1.1 what lies between two tags

const [range = await sinceLastTag()] = args;

const commits = (await commands.run("commits", { range })).map((line) => {
  const [hash, date, author, ...rest] = line.split("\t");
  const subject = rest.join(" ");
  const [, area = "other", text = subject] = subject.match(/^([\w/.-]+): (.+)$/) ?? [];
  return { hash, date, author, area, text };
});
if (commits.length === 0) {
  console.error(`nothing in ${range}`);
  return;
}

const areas = new Map();
for (const commit of commits) {
  if (!areas.has(commit.area)) areas.set(commit.area, []);
  areas.get(commit.area).push(commit);
}

const lines = [`# Changes in ${range}`, ""];
for (const area of [...areas.keys()].sort()) {
  lines.push(`## ${area}`, "");
  for (const { text, hash } of areas.get(area)) lines.push(`- ${text} (${hash})`);
  lines.push("");
}
const authors = [...new Set(commits.map((commit) => commit.author))].sort();
const dates = commits.map((commit) => commit.date).sort();
lines.push(
  `${commits.length} commits from ${dates[0]} to ${dates.at(-1)} by ${authors.join(", ")}.`,
);
return lines.join("\n");

async function sinceLastTag() {
  const [latest] = await commands.run("tags");
  return latest ? `${latest}..HEAD` : "HEAD";
}
