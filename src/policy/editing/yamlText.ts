/** A text as a YAML value that is read as text again: in the quotes that are wished, else in as few as it needs. */
export function yamlText(text: string, quote: '' | '"' | "'" = ''): string {
  if (quote === "'" && !/[\x00-\x1f]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const isPlain =
    /^[A-Za-z0-9_/.$][\w/.@+$()~=;-]*$/.test(text) && !/^(?:null|true|false|[\d.]+(?:e\d+)?)$/i.test(text);
  // JSON's strings are YAML's too.
  return quote === '' && isPlain ? text : JSON.stringify(text);
}

/** Any value in one line. */
export function yamlLine(value: unknown): string {
  if (typeof value === 'string') return yamlText(value);
  if (Array.isArray(value)) return `[${value.map(yamlLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${yamlText(key)}: ${yamlLine(inner)}`);
  return `{ ${pairs.join(', ')} }`;
}
