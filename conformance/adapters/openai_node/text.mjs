// JSON text of a value of any depth.

/** The JSON text of `value`, which JSON.parse made: JSON.stringify runs out of stack where JSON.parse does not. */
export function textOf(value) {
  const pieces = [];
  // What is still to be written, the next last: text as it is, or a value in an array of its own.
  const waiting = [[value]];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') {
      pieces.push(next);
      continue;
    }
    const [inner] = next;
    if (inner === null || typeof inner !== 'object') {
      pieces.push(JSON.stringify(inner));
      continue;
    }
    const isList = Array.isArray(inner);
    const parts = Object.entries(inner).flatMap(([name, member], place) => [
      (place > 0 ? ',' : '') + (isList ? '' : `${JSON.stringify(name)}:`),
      [member],
    ]);
    waiting.push(isList ? ']' : '}');
    for (const part of parts.reverse()) waiting.push(part);
    waiting.push(isList ? '[' : '{');
  }
  return pieces.join('');
}
