import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const instance = randomUUID().slice(0, 8);
const port = Number(process.env.PORT ?? 3000);

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  const [path] = request.url.split('?');
  if (path === '/health') return send(response, 200, { status: 'ok' });
  if (path === '/') return send(response, 200, { app: 'node-http', instance });
  send(response, 404, { error: `Nothing at ${path}` });
});

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.listen(port, process.env.HOST, () => console.log(`node-http ${instance} listens on port ${port}`));

process.on('SIGTERM', () => {
  console.log('node-http ends: open requests are finished first');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
