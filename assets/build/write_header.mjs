// Shared by the header generators: reads the JSON input, writes the header only below the build
// folder.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [, , input, output] = process.argv;

export const source = JSON.parse(readFileSync(input, 'utf8'));

export const snake = (name) => {
  const text = name.replace(/-/g, '_').replace(/[A-Z]/g, (c) => '_' + c.toLowerCase());
  return ['default', 'inline'].includes(text) ? text + '_' : text;  // Keywords of C++.
};

export function writeHeader(name, body) {
  mkdirSync(dirname(output), { recursive: true });
  const text = `#pragma once\n// Generated from assets/${name}. Do not edit.\n${body}`;
  if (existsSync(output) && readFileSync(output, 'utf8') === text) return;
  writeFileSync(output, text);
}
