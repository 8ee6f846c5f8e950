// CodeRunner's static file server: node static-server.mjs FOLDER... serves the first folder that has an index.html.
// No packages; it runs in the site's own sandbox, and the site's files are all it ever reads.
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';

const types = {
  '.html': 'text/html; charset=utf-8', '.htm': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8', '.json': 'application/json', '.map': 'application/json', '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8', '.md': 'text/plain; charset=utf-8', '.xml': 'application/xml', '.csv': 'text/csv; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp', '.avif': 'image/avif', '.ico': 'image/x-icon',
  '.woff': 'font/woff', '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.otf': 'font/otf', '.wasm': 'application/wasm', '.pdf': 'application/pdf', '.zip': 'application/zip',
  '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.wav': 'audio/wav', '.mp4': 'video/mp4', '.webm': 'video/webm',
};
const compressed = [['br', '.br'], ['gzip', '.gz']];
const instance = randomUUID().slice(0, 8);
const folders = process.argv.slice(2);
const found = folders.find((folder) => existsSync(join(folder, 'index.html')));
if (!found) {
  console.error(`There is no index.html in ${folders.join(', ')}`);
  process.exit(1);
}
const root = await realpath(found);

/** The file at a path of the site, or null. Links may not lead out, and names that begin with a dot are private, but for .well-known. */
async function locate(path) {
  if (path.includes('\0') || path.split('/').some((part) => part === '..' || (part.startsWith('.') && part !== '.well-known'))) return null;
  try {
    const file = await realpath(join(root, path));
    if (file !== root && !file.startsWith(root + sep)) return null;
    const info = await stat(file);
    return info.isFile() || info.isDirectory() ? { file, info } : null;
  } catch {
    return null;
  }
}

/** What answers a path: its file, a folder's index.html, the same with .html, or a redirect to the folder's own URL. */
async function resolve(path) {
  const here = await locate(path);
  if (here?.info.isFile()) return here;
  if (here) {
    const index = await locate(join(path, 'index.html'));
    return index?.info.isFile() ? (path.endsWith('/') ? index : { redirect: `${path}/` }) : null;
  }
  const page = path.endsWith('/') ? null : await locate(`${path}.html`);
  return page?.info.isFile() ? page : null;
}

async function answer(request, response) {
  response.setHeader('x-instance', instance);
  response.setHeader('x-content-type-options', 'nosniff');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return text(request, response, 405, 'Only GET and HEAD');
  }
  const [raw, ...query] = request.url.split('?');
  let path;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return text(request, response, 400, 'Not a valid path');
  }
  const target = path.startsWith('/') ? await resolve(path) : null;
  if (target?.redirect) {
    // One slash in front: two would name another host.
    const location = encodeURI(target.redirect.replace(/^\/+/, '/')) + (query.length ? `?${query.join('?')}` : '');
    response.writeHead(301, { location }).end();
    return undefined;
  }
  if (target) return send(request, response, target, 200);
  if (path === '/health') return text(request, response, 200, 'ok');
  const notFound = await locate('/404.html');
  return notFound?.info.isFile() ? send(request, response, notFound, 404) : text(request, response, 404, 'Nothing here');
}

function text(request, response, status, body) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function send(request, response, target, status) {
  const type = types[extname(target.file).toLowerCase()] ?? 'application/octet-stream';
  const chosen = await negotiate(request, response, target);
  const { size, mtimeMs } = chosen.info;
  const etag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  response.setHeader('etag', etag);
  response.setHeader('last-modified', chosen.info.mtime.toUTCString());
  response.setHeader('cache-control', type.startsWith('text/html') ? 'no-cache' : 'public, max-age=60');
  response.setHeader('accept-ranges', 'bytes');
  if (status === 200 && unchanged(request, etag, chosen.info)) return void response.writeHead(304).end();
  response.setHeader('content-type', type);
  const range = status === 200 ? parseRange(request, etag, size) : null;
  if (range === 'bad') {
    response.setHeader('content-range', `bytes */${size}`);
    return text(request, response, 416, 'No such range');
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
  response.writeHead(range ? 206 : status, { 'content-length': end - start + 1 });
  if (request.method === 'HEAD' || size === 0) return void response.end();
  return pipeline(createReadStream(chosen.file, { start, end }), response, () => {});
}

/** A compressed neighbour (app.js.br, app.js.gz), when there is one and the client takes it. */
async function negotiate(request, response, target) {
  const accepted = String(request.headers['accept-encoding'] ?? '').split(',').map((part) => part.trim()).filter((part) => !/;\s*q=0(\.0*)?$/.test(part));
  for (const [name, extension] of compressed) {
    const neighbour = await locate(target.file.slice(root.length) + extension);
    if (!neighbour?.info.isFile()) continue;
    response.setHeader('vary', 'accept-encoding');
    if (!accepted.some((part) => part.split(';')[0] === name)) continue;
    response.setHeader('content-encoding', name);
    return neighbour;
  }
  return target;
}

function unchanged(request, etag, info) {
  const tags = request.headers['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return Number.isFinite(since) && Math.floor(info.mtimeMs / 1000) * 1000 <= since;
}

/** One range of bytes; several, or a changed file, get the whole file, which HTTP allows. */
function parseRange(request, etag, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (!match || (!match[1] && !match[2]) || (condition && condition !== etag)) return null;
  const start = match[1] ? Number(match[1]) : Math.max(0, size - Number(match[2]));
  const end = match[1] && match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return start > end || start >= size ? 'bad' : { start, end };
}

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  answer(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});

const port = Number(process.env.PORT ?? 8080);
server.listen(port, process.env.HOST, () => console.log(`static-server ${instance} serves ${root} on port ${port}`));

process.on('SIGTERM', () => {
  console.log('static-server ends: open requests are finished first');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
