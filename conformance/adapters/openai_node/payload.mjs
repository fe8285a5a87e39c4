// A payload under a declared type: the declared part of it, and two ways to show it to the compiler.

import { isOpen, itemShapes, memberShapes } from './shapes.mjs';

/** The part of `value` that a caller reaches through declared members. */
export function declaredPart(value, shapes) {
  if (isOpen(shapes) || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = itemShapes(shapes);
    return items ? value.map((item) => declaredPart(item, items)) : value;
  }
  const shapesOf = memberShapes(shapes, value);
  return shapesOf ? Object.fromEntries(declaredMembers(value, shapesOf, declaredPart)) : value;
}

/** Whether every member in `value` is declared. */
export function isDeclared(value, shapes) {
  return JSON.stringify(declaredPart(value, shapes)) === JSON.stringify(value);
}

/**
 * The type of `value`, in TypeScript. Members that are not declared are left out: at run time they are allowed, and
 * the compiler would count a value that has no others as an error. So are the contents of what is declared `unknown`
 * or not declared to have any: the answer does not depend on them, however deep they are.
 */
export function typeText(value, shapes) {
  if (value === null || typeof value !== 'object') return scalarText(value);
  if (Array.isArray(value)) {
    const items = itemShapes(shapes);
    if (!items) return 'unknown[]';
    // Not a tuple, whose length would be a part of it.
    const kinds = new Set(value.map((item) => typeText(item, items)));
    return kinds.size > 0 ? `(${[...kinds].join(' | ')})[]` : 'never[]';
  }
  const shapesOf = memberShapes(shapes, value);
  if (!shapesOf) return '{ [name: string]: unknown }';
  const members = declaredMembers(value, shapesOf, typeText);
  return members.length > 0 ? `{ ${members.map(([name, text]) => `${quoted(name)}: ${text}`).join('; ')} }` : '{}';
}

/** `value` written as an expression, as somebody would who makes it by hand; nothing is left out. */
export function expressionText(value, shapes) {
  if (value === null || typeof value !== 'object') return scalarText(value);
  if (Array.isArray(value)) {
    const items = itemShapes(shapes);
    return items ? `[${value.map((item) => expressionText(item, items)).join(', ')}]` : '(null! as unknown[])';
  }
  const shapesOf = memberShapes(shapes, value);
  if (!shapesOf) return '{}';
  const members = Object.keys(value).map((name) => {
    const declared = shapesOf(name);
    return `${quoted(name)}: ${declared ? expressionText(value[name], declared) : '(null! as unknown)'}`;
  });
  return `{ ${members.join(', ')} }`;
}

function declaredMembers(value, shapesOf, write) {
  return Object.keys(value).flatMap((name) => {
    const declared = shapesOf(name);
    return declared ? [[name, write(value[name], declared)]] : [];
  });
}

// JSON's strings are TypeScript's; a member called __proto__ is one only in brackets.
function quoted(name) {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

function scalarText(value) {
  // What is too large for a number was read as Infinity, which has no literal.
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return JSON.stringify(value);
}
