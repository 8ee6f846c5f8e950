using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>nginx as a reverse proxy that does what the ingress does: kept connections, the host and the client's address passed on, no log line a request.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-bench-nginx-").FullName;
    private readonly Process process;

    private Nginx(int upstream, string workers)
    {
        Port = FreePort();
        var file = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(file, Configuration(upstream, workers));
        process = Process.Start(new ProcessStartInfo("nginx", ["-p", directory, "-c", file, "-e", Path.Combine(directory, "error.log")]))!;
    }

    public int Port { get; }

    public static async Task<Nginx> StartAsync(int upstream, string workers)
    {
        var nginx = new Nginx(upstream, workers);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, nginx.Port);
                return nginx;
            }
            catch (SocketException) when (tries < 100 && !nginx.process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Its master ends its workers.
        using (var end = Process.Start("kill", ["-TERM", process.Id.ToString()]))
            await end.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private string Configuration(int upstream, string workers) =>
        $$"""
        daemon off;
        worker_processes {{workers}};
        pid {{directory}}/nginx.pid;
        error_log {{directory}}/error.log crit;
        events { worker_connections 4096; }
        http {
            access_log off;
            client_body_temp_path {{directory}}/body;
            proxy_temp_path {{directory}}/proxy;
            fastcgi_temp_path {{directory}}/fastcgi;
            uwsgi_temp_path {{directory}}/uwsgi;
            scgi_temp_path {{directory}}/scgi;
            keepalive_requests 1000000000;
            upstream app { server 127.0.0.1:{{upstream}}; keepalive 256; keepalive_requests 1000000000; }
            server {
                listen 127.0.0.1:{{Port}};
                location / {
                    proxy_pass http://app;
                    proxy_http_version 1.1;
                    proxy_buffering off;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Host $host;
                    proxy_set_header X-Forwarded-Port $server_port;
                }
            }
        }
        """;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
