import { randomUUID } from 'node:crypto';
import express from 'express';

const instance = randomUUID().slice(0, 8);
const port = Number(process.env.PORT ?? 3000);
const app = express();

app.use((request, _response, next) => {
  console.log(`${request.method} ${request.originalUrl}`);
  next();
});
app.get('/', (_request, response) => response.json({ app: 'node-express', instance }));
app.get('/health', (_request, response) => response.json({ status: 'ok' }));

const ready = () => console.log(`node-express ${instance} listens on port ${port}`);
const server = process.env.HOST ? app.listen(port, process.env.HOST, ready) : app.listen(port, ready);

process.on('SIGTERM', () => {
  console.log('node-express ends: open requests are finished first');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
