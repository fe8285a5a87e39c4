// A class for every type of `openai-ga`, made from its schema files: node codec.mjs FOLDER-OF-THE-DIALECT.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { called, each, serve } from '../../conformance/adapters/node_serve.mjs';

/** What is of no variant that is known, as it came. */
class Unknown {
  constructor(value) {
    this.value = value;
  }
  toJSON() {
    return this.value;
  }
}

const refuse = (expected, value) => {
  throw new TypeError(`expected ${expected}, got ${value === null ? 'null' : typeof value}`);
};
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const ofType = (name) => (value) => (typeof value === name ? value : refuse(name, value));

const plain = {
  string: ofType('string'),
  boolean: ofType('boolean'),
  integer: (value) => (Number.isInteger(value) ? value : refuse('an integer', value)),
  number: (value) => (Number.isFinite(value) ? value : refuse('a number', value)),
  null: (value) => (value === null ? value : refuse('null', value)),
};

/** Any JSON; a number that is too large for a double would be written as null. */
function anything(value) {
  if (typeof value === 'number') plain.number(value);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(anything);
  return value;
}

const types = new Map();
const named = (reference) => (value) => types.get(reference.split('/').at(-1))(value);

/** A function that makes a value of this shape from JSON, or throws. */
function reader(node, name) {
  const forms = (node['x-also'] ?? []).map(({ form }) => form).filter((form) => form !== 'absent');
  const also = forms.map((form) => (form === 'null' ? plain.null : reader(form, name)));
  return also.length === 0 ? alone(node, name) : either([alone(node, name), ...also]);
}

function alone(node, name) {
  if (node['x-tag']?.kind === 'internal') return tagged(node, name);
  if (node.$ref) return named(node.$ref);
  const several = node.anyOf ?? node.oneOf;
  if (several) return either(several.map((one) => reader(one, name)));
  if (Array.isArray(node.type)) return either(node.type.map((type) => alone({ ...node, type }, name)));
  if (node.const !== undefined) return oneOf([node.const]);
  if (node.type === 'null') return plain.null;
  if (node.enum && !node['x-open']) return oneOf(node.enum);
  if (node.type === 'array') return list(reader(node.items, name));
  if (node.type === 'object') return node.properties ? struct(node, name) : map(reader(node.additionalProperties, name));
  return plain[node.type] ?? anything;
}

const oneOf = (words) => (value) => (words.includes(value) ? value : refuse(words.join(' or '), value));
const list = (item) => (value) => (Array.isArray(value) ? value.map((one) => item(one)) : refuse('a list', value));

function map(item) {
  return (value) => {
    if (!isObject(value)) refuse('an object', value);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, item(one)]));
  };
}

function either(readers) {
  return (value) => {
    let refused;
    for (const read of readers) {
      try {
        return read(value);
      } catch (error) {
        refused ??= error;
      }
    }
    throw refused;
  };
}

function struct({ properties, required = [] }, name) {
  const members = Object.entries(properties).map(([member, node]) => {
    const mayLack = !required.includes(member) || node['x-also']?.some(({ form }) => form === 'absent');
    return [member, reader(node, `${name}.${member}`), mayLack];
  });
  const Type = {
    [name]: class {
      constructor(value) {
        if (!isObject(value)) refuse(name, value);
        for (const [member, read, mayLack] of members) {
          if (Object.hasOwn(value, member)) this[member] = read(value[member]);
          else if (!mayLack) throw new TypeError(`${name} lacks ${member}`);
        }
      }
    },
  }[name];
  return (value) => new Type(value);
}

function tagged(node, name) {
  const { property, optional } = node['x-tag'];
  const variants = new Map();
  let otherwise = (value) => refuse(`a ${name}`, value);
  let untagged = (value) => new Unknown(value);
  for (const one of node.oneOf ?? node.anyOf) {
    const word = one.properties?.[property]?.const;
    if (word === undefined) otherwise = reader(one, name);
    else variants.set(word, one.$ref ? named(one.$ref) : struct(one, `${name}.${word}`));
    // Without its tag it is what the first has of members.
    if (optional && variants.size === 1) untagged = struct({ ...one, required: [] }, `${name}.${word}`);
  }
  return (value) => {
    if (!isObject(value)) return otherwise(value);
    if (!Object.hasOwn(value, property)) return untagged(value);
    return (variants.get(value[property]) ?? ((unknown) => new Unknown(unknown)))(value);
  };
}

const folder = process.argv[2];
const { modules } = JSON.parse(readFileSync(join(folder, 'dialect.json'), 'utf8'));
for (const module of modules) {
  const { $defs } = JSON.parse(readFileSync(join(folder, `${module}.json`), 'utf8'));
  for (const [name, node] of Object.entries($defs)) types.set(name, reader(node, name));
}

const hello = {
  name: 'right-javascript',
  version: '1',
  language: 'javascript',
  profile: 'default',
  dialect: 'openai-ga',
  types: [...types.keys()],
  decodes: [...types.keys()],
  sends: [...types.keys()],
  ops: ['roundtrip', 'typed', 'build'],
};

function answer({ type, text }) {
  const { value, ...refusal } = called(() => types.get(type)(JSON.parse(text)));
  if (refusal.outcome) return refusal;
  return value instanceof Unknown ? { outcome: 'fallback', message: 'not known' } : { outcome: 'ok', text: JSON.stringify(value) };
}

serve(hello, each(answer));
