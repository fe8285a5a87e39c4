// What a caller of a zod schema can reach through its declared members.
//
// A passthrough object keeps members that it does not declare, and what is declared `any` is kept unchanged:
// neither has a type, so neither is shown. An empty list or map of `any` holds nothing untyped.

const UNTYPED = Symbol('untyped');

/** The part of `value`, which `schema` parsed, that has a declared type. */
export function typedView(value, schema) {
  const { def } = schema;
  switch (def.type) {
    case 'any':
    case 'unknown':
      return UNTYPED;
    case 'optional':
    case 'nullable':
      return value === null || value === undefined ? value : typedView(value, def.innerType);
    case 'object':
      return entries(value, (name) => def.shape[name], Object.keys(def.shape));
    case 'record':
      return Object.keys(value).length > 0 && isUntyped(def.valueType)
        ? UNTYPED
        : entries(value, () => def.valueType, Object.keys(value));
    case 'array':
      return value.length > 0 && isUntyped(def.element) ? UNTYPED : value.map((item) => typedView(item, def.element));
    case 'union': {
      const variant = def.options.find((option) => option.safeParse(value).success);
      return typedView(value, variant);
    }
    case 'string':
    case 'number':
    case 'boolean':
    case 'literal':
    case 'enum':
      return value;
    default:
      throw new TypeError(`no view of a zod ${def.type}`);
  }
}

function entries(value, schemaOf, names) {
  const shown = names
    .filter((name) => Object.hasOwn(value, name))
    .map((name) => [name, typedView(value[name], schemaOf(name))])
    .filter(([, seen]) => seen !== UNTYPED);
  return Object.fromEntries(shown);
}

function isUntyped({ def }) {
  return def.type === 'any' || def.type === 'unknown';
}
