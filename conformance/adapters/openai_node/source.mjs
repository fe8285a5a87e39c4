// Payloads written as TypeScript, for the arbiter.

import { isObject, itemShapes, memberShapes } from './shapes.mjs';

/**
 * The type of `value`. Members that are not declared are left out: at run time they are allowed, and the compiler
 * would count a value that has no others as an error. So are the contents of what is declared `unknown` or not
 * declared to have any: the answer does not depend on them, however deep they are.
 */
export function typeText(value, shapes) {
  if (Array.isArray(value)) {
    const items = itemShapes(shapes);
    if (!items) return 'unknown[]';
    // Not a tuple, whose length would be a part of it.
    const kinds = new Set(value.map((item) => typeText(item, items)));
    return kinds.size > 0 ? `(${[...kinds].join(' | ')})[]` : 'never[]';
  }
  if (!isObject(value)) return scalarText(value);
  const shapesOf = memberShapes(shapes, value);
  if (!shapesOf) return '{ [name: string]: unknown }';
  const names = Object.keys(value).filter((name) => shapesOf(name));
  const members = names.map((name) => `${quoted(name)}: ${typeText(value[name], shapesOf(name))}`);
  return members.length > 0 ? `{ ${members.join('; ')} }` : '{}';
}

/** `value` as an expression that somebody would write by hand; nothing is left out. */
export function expressionText(value, shapes) {
  if (Array.isArray(value)) {
    const items = itemShapes(shapes);
    return items ? `[${value.map((item) => expressionText(item, items)).join(', ')}]` : '(null! as unknown[])';
  }
  if (!isObject(value)) return scalarText(value);
  const shapesOf = memberShapes(shapes, value);
  if (!shapesOf) return '{}';
  const members = Object.keys(value).map((name) => {
    const declared = shapesOf(name);
    return `${quoted(name)}: ${declared ? expressionText(value[name], declared) : '(null! as unknown)'}`;
  });
  return `{ ${members.join(', ')} }`;
}

// JSON strings are TypeScript strings; __proto__ is a member only in brackets.
function quoted(name) {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

function scalarText(value) {
  // A number that is too large was read as Infinity, which has no literal.
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return JSON.stringify(value);
}
