using CodeRunner.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class ErrorLinesTests
{
    [Theory]
    [InlineData(
        """
        starting
        /app/server.js:3
        throw new Error('DATABASE_URL is not set');
        ^

        Error: DATABASE_URL is not set
            at Object.<anonymous> (/app/server.js:3:7)
            at Module._compile (node:internal/modules/cjs/loader:1554:14)
            at node:internal/main/run_main_module:36:49

        Node.js v20.19.2
        """, "Error: DATABASE_URL is not set")]
    [InlineData(
        """
        node:internal/modules/cjs/loader:1228
          throw err;
          ^

        Error: Cannot find module 'express'
        Require stack:
        - /app/server.js
            at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15) {
          code: 'MODULE_NOT_FOUND',
          requireStack: [ '/app/server.js' ]
        }
        """, "Error: Cannot find module 'express'")]
    [InlineData(
        """
        Error: listen EADDRINUSE: address already in use 0.0.0.0:3000
            at Server.setupListenHandle [as _listen2] (node:net:1908:16)
            at process.processTicksAndRejections (node:internal/process/task_queues:90:21) {
          code: 'EADDRINUSE',
          errno: -98
        }
        """, "Error: listen EADDRINUSE: address already in use 0.0.0.0:3000")]
    [InlineData(
        """
        TypeError: fetch failed
            at node:internal/deps/undici/undici:13510:13 {
          [cause]: Error: connect ECONNREFUSED 10.0.0.1:443
              at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16) {
            errno: -111
          }
        }
        """, "TypeError: fetch failed ⏎ [cause]: Error: connect ECONNREFUSED 10.0.0.1:443")]
    [InlineData(
        """
        Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pg' imported from /app/db.mjs
            at packageResolve (node:internal/modules/esm/resolve:839:81)
        """, "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pg' imported from /app/db.mjs")]
    [InlineData(
        """
        Traceback (most recent call last):
          File "/app/main.py", line 3, in <module>
            import flask
        ModuleNotFoundError: No module named 'flask'
        """, "ModuleNotFoundError: No module named 'flask'")]
    [InlineData(
        """
        Traceback (most recent call last):
          File "/app/main.py", line 2, in <module>
            os.environ['TOKEN']
        KeyError: 'TOKEN'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "/app/main.py", line 4, in <module>
            raise RuntimeError("TOKEN is needed")
        RuntimeError: TOKEN is needed
        """, "RuntimeError: TOKEN is needed")]
    [InlineData(
        """
        Unhandled exception. System.InvalidOperationException: No connection string.
           at Program.<Main>$(String[] args) in /app/Program.cs:line 3
        """, "Unhandled exception. System.InvalidOperationException: No connection string.")]
    [InlineData(
        """
        Unhandled exception. System.TypeInitializationException: The type initializer for 'Db' threw an exception.
         ---> System.IO.FileNotFoundException: Could not find file '/app/db.json'.
           at Db..cctor() in /app/Db.cs:line 5
           --- End of inner exception stack trace ---
           at Program.<Main>$(String[] args) in /app/Program.cs:line 1
        """, "Unhandled exception. System.TypeInitializationException: The type initializer for 'Db' threw an exception. ⏎ ---> System.IO.FileNotFoundException: Could not find file '/app/db.json'.")]
    [InlineData(
        """
        panic: runtime error: index out of range [3] with length 3

        goroutine 1 [running]:
        main.main()
        	/src/main.go:9 +0x1d
        exit status 2
        """, "panic: runtime error: index out of range [3] with length 3")]
    [InlineData(
        """
        npm error code ELIFECYCLE
        npm error Missing script: "start"
        npm error
        npm error To see a list of scripts, run:
        npm error A complete log of this run can be found in: /tmp/x.log
        """, "npm error Missing script: \"start\"")]
    [InlineData("sh: 1: gunicorn: not found", "sh: 1: gunicorn: not found")]
    [InlineData(
        """
        Error: first try failed
            at connect (/app/db.js:3:7)
        trying again
        FATAL: giving up: the database refuses
        """, "FATAL: giving up: the database refuses")]
    [InlineData("one\ntwo\nthree\nfour", "two ⏎ three ⏎ four")]
    [InlineData("    at somewhere (/app/x.js:1:1)", "at somewhere (/app/x.js:1:1)")]
    [InlineData("", "")]
    public void The_line_that_tells_is_found(string output, string told) =>
        string.Join(" ⏎ ", ErrorLines.Pick([.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0)])).ShouldBe(told);

    [Fact]
    public void A_hostile_line_costs_no_time()
    {
        var lines = Enumerable.Repeat(new string('a', 300) + ": " + new string('.', 300), 60).ToList();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        ErrorLines.Pick(lines);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }
}
