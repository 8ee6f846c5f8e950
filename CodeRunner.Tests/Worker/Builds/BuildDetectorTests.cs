using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Builds.Plans;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class BuildDetectorTests
{
    private const string Web = """<Project Sdk="Microsoft.NET.Sdk.Web"></Project>""";
    private const string Console = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>""";
    private const string Library = """<Project Sdk="Microsoft.NET.Sdk"></Project>""";

    [Theory]
    [InlineData("""{"scripts":{"start":"node server.js"}}""", "", "node server.js")]
    [InlineData("""{"scripts":{"start":"node --enable-source-maps ./server.js --x=1"}}""", "", "node --enable-source-maps ./server.js --x=1")]
    [InlineData("""{"scripts":{"start":"node a.js && node b.js"}}""", "", "npm start")]
    [InlineData("""{"scripts":{"start":"PORT=1 node a.js"}}""", "", "npm start")]
    [InlineData("""{"scripts":{"start":"node $FILE"}}""", "", "npm start")]
    [InlineData("""{"scripts":{"start":"node a.js","prestart":"echo hi"}}""", "", "npm start")]
    [InlineData("""{"scripts":{"start":"next start"}}""", "", "npm start")]
    [InlineData("""{"main":"./lib/run.js"}""", "lib/run.js", "node lib/run.js")]
    [InlineData("{}", "server.js index.js", "node server.js")]
    [InlineData("{}", "index.js", "node index.js")]
    public void Node_starts_the_program_itself_where_it_can(string package, string others, string start) =>
        Plan(Tree([.. others.Split(' ').Select(file => (file, "")), ("package.json", package)])).Start.ShouldBe(start.Split(' '));

    [Theory]
    [InlineData("""{"scripts":{"start":"node x.js"}}""", false, "")]
    [InlineData("""{"scripts":{"start":"node x.js"},"dependencies":{}}""", true, "")]
    [InlineData("""{"scripts":{"start":"node x.js"},"dependencies":{"a":"1"}}""", false, "npm install")]
    [InlineData("""{"scripts":{"start":"node x.js"},"dependencies":{"a":"1"}}""", true, "npm ci")]
    [InlineData("""{"scripts":{"start":"node x.js","postinstall":"y"}}""", false, "npm install")]
    [InlineData("""{"scripts":{"start":"node x.js","build":"tsc"},"devDependencies":{"typescript":"5"}}""", true, "npm ci, npm run build")]
    [InlineData("""{"scripts":{"start":"node x.js","build":"cp a b"}}""", true, "npm run build")]
    public void Node_runs_only_the_steps_that_there_is_something_to_do_for(string package, bool locked, string steps)
    {
        (string, string)[] files = [("package.json", package)];
        string.Join(", ", Plan(Tree(locked ? [.. files, ("package-lock.json", "{}")] : files)).Steps.Select(step => step.Name)).ShouldBe(steps);
    }

    [Fact]
    public void Node_leaves_development_packages_out_only_where_nothing_can_need_them()
    {
        Install("""{"scripts":{"start":"node x.js"},"dependencies":{"a":"1"}}""").ShouldContain("--omit=dev");
        Install("""{"scripts":{"start":"tsx x.ts"},"dependencies":{"a":"1"}}""").ShouldNotContain("--omit=dev");
        Install("""{"scripts":{"start":"node x.js","build":"tsc"},"dependencies":{"a":"1"}}""").ShouldNotContain("--omit=dev");

        static IReadOnlyList<string> Install(string package) => Plan(Tree([("package.json", package)])).Install.Single().Command;
    }

    [Fact]
    public void A_package_that_builds_but_starts_nothing_is_a_site_that_is_served_from_what_it_built()
    {
        var plan = Plan(Tree([("package.json", """{"scripts":{"build":"vite build"},"devDependencies":{"vite":"6"}}"""), ("index.html", "")]));
        plan.Runtime.ShouldBe(Runtime.Static);
        plan.Layout.ShouldBe(ArtifactLayout.Site);
        plan.Start.Take(3).ShouldBe(["node", "/app/static-server.mjs", "/app/site/dist"]);
        plan.Steps.Select(step => step.Name).ShouldBe(["npm install", "npm run build"]);
    }

    [Theory]
    [InlineData("main.py", "python3 -u main.py")]
    [InlineData("app.py server.py", "python3 -u app.py")]
    [InlineData("requirements.txt server.py", "python3 -u server.py")]
    public void Python_without_packages_starts_as_it_is(string files, string start)
    {
        var plan = Plan(Tree([.. files.Split(' ').Select(file => (file, "# nothing\n\n"))]));
        plan.Start.ShouldBe(start.Split(' '));
        plan.Steps.ShouldBeEmpty();
    }

    [Fact]
    public void Python_with_packages_starts_in_an_environment_of_its_own()
    {
        var plan = Plan(Tree([("requirements.txt", "flask\n"), ("main.py", "")]));
        plan.Start.ShouldBe(["/app/.venv/bin/python3", "-u", "main.py"]);
        plan.Steps.Select(step => step.Name).ShouldBe(["python3 -m venv .venv", "pip install -r requirements.txt"]);
        plan.Environment["PYTHONUNBUFFERED"].ShouldBe("1");
    }

    [Theory]
    [InlineData("app.csproj", Web, "app.dll")]
    [InlineData("src/Shop/Shop.csproj", Web, "Shop.dll")]
    [InlineData("tool.fsproj", Console, "tool.dll")]
    [InlineData("a.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><AssemblyName>b</AssemblyName></PropertyGroup></Project>""", "b.dll")]
    public void Dotnet_publishes_the_project_that_is_an_app(string path, string project, string assembly)
    {
        var plan = Plan(Tree([(path, project), ("lib/Lib.csproj", Library)]));
        plan.Start.ShouldBe(["dotnet", assembly]);
        plan.Layout.ShouldBe(ArtifactLayout.Published);
        plan.Steps.Single().Command.ShouldContain($"./{path}");
    }

    [Fact]
    public void Dotnet_prefers_the_web_app_and_leaves_tests_alone()
    {
        const string Tests = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup><ItemGroup><PackageReference Include="Microsoft.NET.Test.Sdk" /></ItemGroup></Project>""";
        Plan(Tree([("Web/Web.csproj", Web), ("Tool/Tool.csproj", Console), ("Tests/Tests.csproj", Tests)])).Start.ShouldBe(["dotnet", "Web.dll"]);
    }

    [Fact]
    public void A_site_is_served_by_our_own_server()
    {
        var plan = Plan(Tree([("index.html", ""), ("style.css", "")]));
        plan.Runtime.ShouldBe(Runtime.Static);
        plan.Start.Take(3).ShouldBe(["node", "/app/static-server.mjs", "/app/site"]);
        plan.Steps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("web: ./run --port $PORT", "exec ./run --port $PORT")]
    [InlineData("worker: x\nweb:   ruby app.rb  \n", "exec ruby app.rb")]
    [InlineData("web: cd src && ./run", "cd src && ./run")]
    [InlineData("web: A=1 ./run", "A=1 ./run")]
    [InlineData("web: ./a; ./b", "./a; ./b")]
    public void A_Procfile_says_what_the_shell_of_the_sandbox_starts(string procfile, string command)
    {
        var plan = Plan(Tree([("Procfile", procfile), ("index.html", "")]));
        plan.Runtime.ShouldBe(Runtime.Procfile);
        plan.Start.ShouldBe(["/bin/sh", "-c", command]);
    }

    [Fact]
    public void A_Procfile_beside_a_known_runtime_keeps_its_steps()
    {
        var plan = Plan(Tree([("Procfile", "web: node other.js"), ("package.json", """{"dependencies":{"a":"1"}}""")]));
        plan.Runtime.ShouldBe(Runtime.Node);
        plan.Steps.Select(step => step.Name).ShouldBe(["npm install"]);
        plan.Start.ShouldBe(["/bin/sh", "-c", "PATH=\"/app/node_modules/.bin:$PATH\"; export PATH; exec node other.js"]);
    }

    [Fact]
    public void What_a_person_says_goes_before_what_is_detected()
    {
        var settings = new BuildSettings { BuildCommand = "make", StartCommand = "./serve" };
        var plan = Plan(Tree([("package.json", """{"dependencies":{"a":"1"},"scripts":{"build":"x","start":"y"}}"""), ("Procfile", "web: z")]), settings);
        plan.Steps.Select(step => step.Name).ShouldBe(["npm install", "make"]);
        plan.Start[^1].ShouldEndWith("exec ./serve");
        Plan(Tree([("package.json", "{}"), ("index.html", "")]), new BuildSettings { Runtime = Runtime.Static }).Runtime.ShouldBe(Runtime.Static);
        Plan(Tree([("x.txt", "")]), new BuildSettings { StartCommand = "./serve" }).Runtime.ShouldBe(Runtime.Procfile);
    }

    [Theory]
    [InlineData("notes.txt", "", null, "unknown_runtime")]
    [InlineData("package.json", "{", null, "package_json_invalid")]
    [InlineData("package.json", "[]", null, "package_json_invalid")]
    [InlineData("package.json", "{}", null, "no_start_command")]
    [InlineData("requirements.txt", "flask", null, "no_start_command")]
    [InlineData("Procfile", "worker: x", null, "no_start_command")]
    [InlineData("lib.csproj", Library, null, "no_start_command")]
    [InlineData("notes.txt", "", Runtime.Static, "no_index_html")]
    [InlineData("notes.txt", "", Runtime.Procfile, "no_start_command")]
    [InlineData("notes.txt", "", Runtime.Image, "runtime_unsupported")]
    public void What_cannot_be_built_says_why(string path, string content, Runtime? runtime, string code)
    {
        var detection = BuildDetector.Detect(Tree([(path, content)]), new BuildSettings { Runtime = runtime });
        detection.Failure!.Code.ShouldBe(code);
        detection.Failure.Message.Length.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Two_apps_are_named_rather_than_guessed() =>
        BuildDetector.Detect(Tree([("a/A.csproj", Web), ("b/B.csproj", Web)]), new BuildSettings()).Failure!.Message.ShouldContain("a/A.csproj, b/B.csproj");

    private static BuildPlan Plan(SourceTree tree, BuildSettings? settings = null)
    {
        var detection = BuildDetector.Detect(tree, settings ?? new BuildSettings());
        detection.Failure?.Message.ShouldBeNull();
        return detection.Plan!;
    }

    private static SourceTree Tree((string Path, string Text)[] files) =>
        new(files.Select(file => file.Path).ToHashSet(), files.ToDictionary(file => file.Path, file => file.Text));
}
