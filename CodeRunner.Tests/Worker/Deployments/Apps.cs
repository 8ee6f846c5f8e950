using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>Small node programs that behave well or badly.</summary>
internal static class Apps
{
    /// <summary>Answers with its process id and version, and logs each request.</summary>
    public static byte[] Good(string version = "1") => Node(
        $$"""
        const http = require('http');
        console.log('version {{version}} starts');
        http.createServer((request, response) => {
            console.log('asked for ' + request.url);
            if (request.url === '/crash') process.exit(3);
            if (request.url === '/eat') { const eaten = []; setInterval(() => eaten.push(Buffer.alloc(16 << 20, 1)), 5); return; }
            if (request.url === '/slow') { setTimeout(() => response.end('slow {{version}}'), 1500); return; }
            response.end(JSON.stringify({ version: '{{version}}', pid: process.pid, host: request.headers.host, from: request.headers['x-forwarded-for'], id: process.env.ID ?? globalThis.id }));
        }).listen(process.env.PORT);
        globalThis.id = Math.random().toString(36).slice(2);
        process.on('SIGTERM', () => process.exit(0));
        """);

    /// <summary>Its build never ends.</summary>
    public static byte[] BuildsForEver(string script = "build") => Zip.Of(
        ("package.json", $$"""{"name":"app","version":"1.0.0","scripts":{"{{script}}":"sleep 600","start":"node server.js"} }"""),
        ("server.js", ""));

    public static byte[] NeverListens() => Node("setInterval(() => {}, 1000);");

    public static byte[] Node(string program) => Zip.Of(
        ("package.json", """{"name":"app","version":"1.0.0","scripts":{"start":"node server.js"}}"""),
        ("server.js", program));
}
