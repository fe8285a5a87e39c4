// What a published TypeScript type declares, read once from the compiler into plain data.
//
// A type is a list of shapes, one per variant if it is a union, without `undefined`:
//   {open: true}                 unknown or any: anything goes
//   {scalar, literals}           a value whose typeof is `scalar`; `literals` where only these values are meant
//   {items}                      an array
//   {members, required, values}  an object, or a map where it has an index signature; `values` are what it maps to
// and `text` is what the variant is called.
//
// What the package's types do not use (tuples, methods, intersections of objects and so on) is refused, so that a new
// release that uses it is not misread.

import ts from './typescript.mjs';

/** Returns a function that maps a type of `checker` to its shapes. */
export function shapeReader(checker) {
  const read = new Map();

  function shapes(type) {
    let found = read.get(type);
    if (found === undefined) {
      found = [];
      read.set(type, found); // before its members are read: they may be of the same type
      const variants = type.isUnion() ? type.types : [type];
      for (const variant of variants.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))) {
        found.push({ ...shape(variant), text: checker.typeToString(variant) });
      }
    }
    return found;
  }

  function shape(type) {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return { open: true };
    if (type.flags & ts.TypeFlags.Null) return { scalar: 'object', literals: [null] };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { scalar: typeof type.value, literals: [type.value] };
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return { scalar: 'boolean', literals: [checker.typeToString(type) === 'true'] };
    }
    // `string & {}` keeps the listed values of an open enum from being swallowed by string.
    const named = checker.typeToString(type);
    if (named === 'string' || named === 'string & {}') return { scalar: 'string' };
    if (named === 'number') return { scalar: 'number' };
    if (checker.isArrayType(type)) return { items: shapes(checker.getTypeArguments(type)[0]) };
    return object(type);
  }

  function object(type) {
    const members = checker.getPropertiesOfType(type);
    const indices = checker.getIndexInfosOfType(type);
    const isMap = indices.length === 1 && members.length === 0 && checker.typeToString(indices[0].keyType) === 'string';
    const isRecord = indices.length === 0 && members.length > 0;
    const isCalled = type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
    if (!(type.flags & ts.TypeFlags.Object) || checker.isTupleType(type) || isCalled || !(isMap || isRecord)) {
      throw new TypeError(`a published type that cannot be read: ${checker.typeToString(type)}`);
    }
    const isOptional = ({ flags }) => flags & ts.SymbolFlags.Optional;
    return {
      members: new Map(members.map((member) => [member.name, shapes(checker.getTypeOfSymbol(member))])),
      required: members.filter((member) => !isOptional(member)).map(({ name }) => name),
      values: isMap ? shapes(indices[0].type) : undefined,
    };
  }

  return shapes;
}

/** Whether `shapes` leave a value open. */
export function isOpen(shapes) {
  return shapes.some(({ open }) => open);
}

/** Whether `value` is a JSON object. */
export function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The shapes of the items of an array; `undefined` where no array is declared. */
export function itemShapes(shapes) {
  const arrays = shapes.filter(({ items }) => items);
  if (arrays.length === 1) return arrays[0].items;
  return arrays.length > 0 ? arrays.flatMap(({ items }) => items) : undefined;
}

/**
 * The shapes of each member of `object` that is declared, as a function of its name; `undefined` where no object is
 * declared. A union is narrowed by the members that are literals in it, as a caller narrows it.
 */
export function memberShapes(shapes, object) {
  const declared = shapes.filter(({ members }) => members);
  if (declared.length === 0) return undefined;
  const variants = narrowed(declared, object);
  if (variants.length === 1) return (name) => variants[0].members.get(name) ?? variants[0].values;
  return (name) => {
    const found = variants.flatMap(({ members, values }) => members.get(name) ?? values ?? []);
    return found.length > 0 ? found : undefined;
  };
}

/** A member that only some variants have tells nothing of the others; but these may be gone once another has told. */
function narrowed(variants, object) {
  if (variants.length === 1) return variants;
  const isTold = (name) => variants.every(({ members, values }) => values !== undefined || members.has(name));
  const left = variants.filter((shape) => admits(shape, object, isTold));
  return left.length === 0 || left.length === variants.length ? variants : narrowed(left, object);
}

/** Whether the members of `object` that are literals in `shape` (of those that count) have a value that they may have. */
export function admits(shape, object, counts = () => true) {
  shape.tags ??= [...shape.members].filter(
    ([, shapes]) => shapes.length > 0 && shapes.every(({ literals }) => literals),
  );
  return shape.tags.every(
    ([name, shapes]) =>
      !counts(name) || !Object.hasOwn(object, name) || shapes.some(({ literals }) => literals.includes(object[name])),
  );
}
