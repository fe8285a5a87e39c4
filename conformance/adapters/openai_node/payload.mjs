// A payload under a declared type: the part of it that is declared, and the first member that is not.

import { isObject, isOpen, itemShapes, memberShapes } from './shapes.mjs';

/** The part of `value` that a caller reaches through declared members. */
export function declaredPart(value, shapes) {
  if (isOpen(shapes)) return value;
  if (Array.isArray(value)) {
    const items = itemShapes(shapes);
    return items ? value.map((item) => declaredPart(item, items)) : value;
  }
  const shapesOf = isObject(value) ? memberShapes(shapes, value) : undefined;
  if (shapesOf === undefined) return value;
  const names = Object.keys(value).filter((name) => shapesOf(name));
  // An assignment to __proto__ would not make a member.
  return Object.fromEntries(names.map((name) => [name, declaredPart(value[name], shapesOf(name))]));
}

/** The path to a member of `value` that is not declared; `undefined` where all are. */
export function undeclared(value, shapes) {
  if (isOpen(shapes)) return undefined;
  const items = Array.isArray(value) ? itemShapes(shapes) : undefined;
  const shapesOf = isObject(value) ? memberShapes(shapes, value) : items && (() => items);
  if (shapesOf === undefined) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const declared = shapesOf(name);
    if (declared === undefined) return [name];
    const deeper = undeclared(member, declared);
    if (deeper !== undefined) return [name, ...deeper];
  }
  return undefined;
}
