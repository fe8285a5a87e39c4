// What a caller of a zod schema can reach through its declared members.
//
// A passthrough object keeps members that it does not declare: they are not shown. What is declared `any` is shown as it
// is, and the JSON Pointers to it are told.

/** The declared part of `value`, which `schema` parsed, and the places that have no type: `{shown, raw}`. */
export function typedView(value, schema) {
  const raw = [];
  return { shown: view(value, schema, '', raw), raw };
}

function view(value, schema, at, raw) {
  const { def } = schema;
  switch (def.type) {
    case 'any':
    case 'unknown':
      if (value !== undefined && value !== null) raw.push(at);
      return value;
    case 'optional':
    case 'nullable':
      return value === null || value === undefined ? value : view(value, def.innerType, at, raw);
    case 'object':
      return entries(value, Object.keys(def.shape), (name) => def.shape[name], at, raw);
    case 'record':
      return entries(value, Object.keys(value), () => def.valueType, at, raw);
    case 'array':
      return value.map((item, place) => view(item, def.element, `${at}/${place}`, raw));
    case 'union': {
      const variant = def.options.find((option) => option.safeParse(value).success);
      return view(value, variant, at, raw);
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

function entries(value, names, schemaOf, at, raw) {
  const shown = names
    .filter((name) => Object.hasOwn(value, name))
    .map((name) => [name, view(value[name], schemaOf(name), `${at}/${escaped(name)}`, raw)]);
  return Object.fromEntries(shown);
}

function escaped(name) {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
