using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>One app behind an ingress, for the tests of a class.</summary>
public class IngressApp : IAsyncLifetime
{
    private const string Program = """
        const http = require('http'), crypto = require('crypto');
        const seen = { hanging: 0, smuggled: 0, written: 0 };
        const server = http.createServer((q, r) => {
            if (q.url === '/headers') return r.end(JSON.stringify(q.headers));
            if (q.url === '/events') {
                r.writeHead(200, { 'content-type': 'text/event-stream' });
                r.write('data: first\n\n');
                return setTimeout(() => r.end('data: last\n\n'), 6000);
            }
            if (q.url === '/hang') { seen.hanging++; return q.on('close', () => seen.hanging--); }
            if (q.url === '/seen') return r.end(JSON.stringify(seen));
            if (q.url.startsWith('/smuggled')) seen.smuggled++;
            if (q.url === '/garbage') return q.socket.end('this is no HTTP at all\r\n\r\n');
            if (q.url === '/flood') { const pump = () => { while (r.write(Buffer.alloc(65536))) seen.written += 65536; }; r.on('drain', pump); q.on('close', () => r.destroy()); return pump(); }
            if (q.url === '/named') { r.setHeader('Connection', 'X-Between, keep-alive'); r.setHeader('X-Between', 'us'); return r.end('named'); }
            if (q.url === '/early') { r.writeEarlyHints && r.writeEarlyHints({ link: '</a.css>; rel=preload' }); return r.end('after hints'); }
            if (q.url === '/torn') { r.writeHead(200, { 'content-length': 100 }); r.flushHeaders(); return setTimeout(() => q.socket.destroy(), 100); }
            if (q.url === '/reset') return q.socket.destroy();
            if (q.url === '/upload') { let n = 0; q.on('data', d => n += d.length); return q.on('end', () => r.end('' + n)); }
            if (q.url === '/die') process.exit(1);
            r.end('app ' + q.method + ' ' + q.url);
        });
        server.on('upgrade', (q, socket) => {
            const accept = crypto.createHash('sha1').update(q.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
            socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ' + accept + '\r\n\r\n');
            socket.on('error', () => {});
            socket.on('data', frame => {
                if ((frame[0] & 15) === 8) return socket.end(Buffer.from([0x88, 0]));
                const length = frame[1] & 127, mask = frame.subarray(2, 6), text = Buffer.from(frame.subarray(6, 6 + length).map((b, i) => b ^ mask[i % 4]));
                socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
            });
        });
        server.listen(process.env.PORT);
        """;

    public TestNode Node { get; private set; } = null!;

    public TestWorker Worker { get; private set; } = null!;

    public Deployment Deployment { get; private set; } = null!;

    /// <summary>Far over what any test takes.</summary>
    protected virtual string ResponseTimeout => "00:10:00";

    public async Task InitializeAsync()
    {
        Node = await TestNode.CreateAsync();
        Worker = await Node.StartWorkerAsync(("Ingress:ResponseTimeout", ResponseTimeout), ("Ingress:MaxRequestBodyBytes", "1000000"), ("Deployments:FirstBackoff", "00:00:01"));
        Deployment = await Node.DeployAsync("web", Apps.Node(Program), instances: 2);
        await Worker.TextAsync(Deployment);
        await Node.ShowsAsync(Deployment, Contracts.Deployments.DeploymentState.Running);
    }

    public async Task DisposeAsync() => await Node.DisposeAsync();
}
