// What a published TypeScript type declares, read once from the compiler into plain data.
//
// A type is a list of shapes, one for each variant of the union that it may be:
//   {open: true}                 unknown or any: anything goes
//   {scalar: true, literals}     a string, number, boolean or null; `literals` where only these values are meant
//   {items}                      an array
//   {members, values}            an object, with `values` where it has an index signature

import ts from './typescript.mjs';

/** Returns a function: a type of `checker` -> its shapes. */
export function shapeReader(checker) {
  const read = new Map();

  function shapes(type) {
    let found = read.get(type);
    if (found === undefined) {
      found = [];
      read.set(type, found); // before its members are read, which may be of the same type
      const variants = type.isUnion() ? type.types : [type];
      found.push(...variants.filter((variant) => !(variant.flags & ts.TypeFlags.Undefined)).map(shape));
    }
    return found;
  }

  function shape(type) {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return { open: true };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { scalar: true, literals: [type.value] };
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return { scalar: true, literals: [checker.typeToString(type) === 'true'] };
    }
    if (type.flags & ts.TypeFlags.Null) return { scalar: true, literals: [null] };
    // `string & {}` keeps the listed values of an open enum from being swallowed by string.
    const isScalar = type.isIntersection() ? type.types.some(isPrimitive) : isPrimitive(type);
    if (isScalar) return { scalar: true };
    if (checker.isArrayType(type)) return { items: shapes(checker.getTypeArguments(type)[0]) };
    const members = checker.getPropertiesOfType(type).map((member) => [member.name, checker.getTypeOfSymbol(member)]);
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    return {
      members: new Map(members.map(([name, declared]) => [name, shapes(declared)])),
      values: index && shapes(index.type),
    };
  }

  return shapes;
}

function isPrimitive(type) {
  return Boolean(type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike));
}

/** Whether `shapes` leave a value open. */
export function isOpen(shapes) {
  return shapes.some(({ open }) => open);
}

/** The shapes of the items of an array; `undefined` where no array is declared. */
export function itemShapes(shapes) {
  const arrays = shapes.filter(({ items }) => items);
  return arrays.length > 0 ? arrays.flatMap(({ items }) => items) : undefined;
}

/**
 * The shapes of each member of `object` that is declared, as a function of its name; `undefined` where no object is
 * declared. A union is narrowed by the members that are literals in it, as a caller narrows it.
 */
export function memberShapes(shapes, object) {
  const declared = shapes.filter(({ members }) => members);
  if (declared.length === 0) return undefined;
  const narrowed = declared.filter((shape) => admits(shape, object));
  const variants = narrowed.length > 0 ? narrowed : declared;
  return (name) => {
    const found = variants.flatMap(({ members, values }) => members.get(name) ?? values ?? []);
    return found.length > 0 ? found : undefined;
  };
}

function admits(shape, object) {
  shape.tags ??= [...shape.members].filter(
    ([, shapes]) => shapes.length > 0 && shapes.every(({ literals }) => literals),
  );
  return shape.tags.every(
    ([name, shapes]) => !Object.hasOwn(object, name) || shapes.some(({ literals }) => literals.includes(object[name])),
  );
}
