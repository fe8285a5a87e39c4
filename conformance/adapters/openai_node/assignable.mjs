// Whether a value is assignable to a declared type, by the compiler's rules, as far as they concern JSON.
//
// Asking the compiler costs milliseconds per payload, so its rules are applied to the shapes. They are few, because a
// payload has neither methods nor optional members. A test compares them with the compiler, which arbiter.mjs asks.

import { admits, isObject, isOpen, memberShapes } from './shapes.mjs';

const LONGEST = 120;

/**
 * Why `value` is not assignable to the type described by `shapes`: `{path, reason}`; `undefined` where it is.
 * Members that are not declared do not count.
 */
export function mismatch(value, shapes) {
  if (isOpen(shapes)) return undefined;
  const possible = shapes.filter((shape) => mayBe(shape, value));
  let first;
  for (const shape of possible) {
    const found = mismatchOf(value, shape, shapes);
    if (found === undefined) return undefined;
    first ??= found;
  }
  return possible.length === 1 ? first : (mismatchOfAny(value, shapes) ?? none(value, shapes));
}

/** Everything that matters for a scalar; for an object or an array, what needs no look at its contents. */
function mayBe(shape, value) {
  if (shape.literals) return shape.literals.includes(value);
  if (shape.scalar) return typeof value === shape.scalar;
  if (shape.items) return Array.isArray(value);
  return isObject(value) && admits(shape, value);
}

/** Why `value` does not fit `shape`, which is one of the variants of a union, `shapes`. */
function mismatchOf(value, shape, shapes) {
  if (shape.scalar) return undefined;
  if (shape.items) return mismatchOfItem(value, shape.items);
  const missing = shape.required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { path: [], reason: `member '${missing}' is missing in ${shape.text}` };
  const names = Object.keys(value);
  let isShared = shape.values !== undefined;
  for (const name of names) {
    const declared = shape.members.get(name) ?? shape.values;
    if (declared === undefined) continue;
    isShared = true;
    const found = mismatch(value[name], declared);
    if (found !== undefined) return within(name, found);
  }
  // Where all members are optional, a value needs at least one of them (TypeScript's weak types), unless it is empty.
  if (isShared || !names.some(memberShapes(shapes, value))) return undefined;
  return { path: [], reason: `no member is one of ${shape.text}` };
}

function mismatchOfItem(value, shapes) {
  for (const [place, item] of value.entries()) {
    const found = mismatch(item, shapes);
    if (found !== undefined) return within(place, found);
  }
  return undefined;
}

/** The first member that fits none of the variants, which says more than a list of their names. */
function mismatchOfAny(value, shapes) {
  const shapesOf = isObject(value) ? memberShapes(shapes, value) : undefined;
  if (shapesOf === undefined) return undefined;
  for (const name of Object.keys(value)) {
    const declared = shapesOf(name);
    const found = declared && mismatch(value[name], declared);
    if (found !== undefined) return within(name, found);
  }
  return undefined;
}

function none(value, shapes) {
  // A boolean is the union of its two values.
  const declared = shapes.map(({ text }) => text).join(' | ').replace('false | true', 'boolean');
  const isNearly = ({ literals }) => literals && typeof literals[0] === typeof value;
  const given = typeof value !== 'object' && shapes.some(isNearly) ? JSON.stringify(value) : kind(value);
  return { path: [], reason: `${shortened(given)} is not assignable to ${shortened(declared)}` };
}

function kind(value) {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function shortened(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
}

function within(name, { path, reason }) {
  return { path: [name, ...path], reason };
}
