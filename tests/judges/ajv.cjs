// node ajv.cjs SCHEMA DOCUMENTS: for each document, one a line, print whether it validates.
// NODE_PATH says where ajv and ajv-formats are.
"use strict";
const { readFileSync } = require("node:fs");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const [schema, documents] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const validate = addFormats(new Ajv({ strict: true })).compile(JSON.parse(schema));
for (const line of documents.trimEnd().split("\n")) {
  console.log(validate(JSON.parse(line)));
}
