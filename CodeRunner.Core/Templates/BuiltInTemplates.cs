using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;

namespace CodeRunner.Core.Templates;

/// <summary>The sets of variables that come with the platform. Whoever changes one counts its version up.</summary>
public static class BuiltInTemplates
{
    private const string Host = "[A-Za-z0-9._:-]+";
    private const string Port = "[1-9][0-9]{0,4}";
    private const string Url = @"https?://\S+";

    public static IReadOnlyList<TemplateResponse> All { get; } =
    [
        Set(
            "node", "Node.js", Runtime.Node, "How a Node.js app behaves, and a key for its sessions.",
            Needed("NODE_ENV", "Libraries are quicker and quieter in production.", "production", "development|production|test"),
            Made("SESSION_SECRET", "Signs session cookies.", 48),
            Option("LOG_LEVEL", "How much is logged.", "info", "fatal|error|warn|info|debug|trace|silent"),
            Option("NODE_OPTIONS", "Options of node itself, such as --max-old-space-size=256."),
            Option("TZ", "The time zone of local times.", "UTC", "[A-Za-z0-9_+/-]+")),
        Set(
            "python", "Python", Runtime.Python, "How a Python app behaves, and the key that frameworks sign with.",
            Needed("PYTHONUNBUFFERED", "Lines are logged when they are written.", "1", "[01]"),
            Made("SECRET_KEY", "Signs sessions and tokens, as Django and Flask have it.", 64),
            Option("LOG_LEVEL", "How much is logged.", "INFO", "DEBUG|INFO|WARNING|ERROR|CRITICAL"),
            Option("WEB_CONCURRENCY", "Processes of the web server, as gunicorn and uvicorn read it.", null, "[1-9][0-9]?"),
            Option("DJANGO_SETTINGS_MODULE", "Where Django finds its settings, such as shop.settings.", null, @"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")),
        Set(
            "dotnet", ".NET", Runtime.Dotnet, "How an ASP.NET Core app behaves, and a key that it signs with.",
            Needed("ASPNETCORE_ENVIRONMENT", "Which appsettings count.", "Production", "Development|Staging|Production"),
            Made("Authentication__SigningKey", "Signs tokens that the app issues.", 64),
            Option("Logging__LogLevel__Default", "How much is logged.", "Information", "Trace|Debug|Information|Warning|Error|Critical|None"),
            Hidden("ConnectionStrings__Default", "Where the app's database is.", required: false)),
        Set(
            "static", "Static site", Runtime.Static, "The addresses that a site goes by.",
            Option("SITE_URL", "The site's own address, for links that are whole.", null, Url),
            Option("API_URL", "The address that its scripts call.", null, Url),
            Option("ANALYTICS_ID", "Under which visits are counted.", null, "[A-Za-z0-9_.-]+")),
        Set(
            "postgresql", "PostgreSQL client", null, "Where a database is, in the words of libpq, and as one address.",
            Needed("PGHOST", "The server's name.", null, Host),
            Needed("PGPORT", "The server's port.", "5432", Port),
            Needed("PGDATABASE", "The database."),
            Needed("PGUSER", "The role that signs in."),
            Hidden("PGPASSWORD", "The role's password. What has a meaning in an address, such as @, must be written as %40.", required: true),
            Option("PGSSLMODE", "How the connection is encrypted.", "require", "disable|allow|prefer|require|verify-ca|verify-full"),
            Option("DATABASE_URL", "All of it as one address.", "postgres://${PGUSER}:${PGPASSWORD}@${PGHOST}:${PGPORT}/${PGDATABASE}?sslmode=${PGSSLMODE}", @"postgres(ql)?://\S+")),
        Set(
            "redis", "Redis client", null, "Where a Redis is.",
            Needed("REDIS_HOST", "The server's name.", null, Host),
            Needed("REDIS_PORT", "The server's port.", "6379", Port),
            Option("REDIS_DB", "The number of the database.", "0", "[0-9]{1,4}"),
            Hidden("REDIS_PASSWORD", "Where the server asks for one.", required: false),
            Option("REDIS_URL", "All of it as one address, without the password.", "redis://${REDIS_HOST}:${REDIS_PORT}/${REDIS_DB}", @"rediss?://\S+")),
    ];

    /// <summary>Null when none has this id.</summary>
    public static TemplateResponse? Find(string id) => All.FirstOrDefault(template => template.Id == id);

    private static TemplateResponse Set(string id, string name, Runtime? runtime, string description, params IReadOnlyList<TemplateKey> keys) =>
        new(id, TemplateKind.Variables, name, runtime, description, Version: 1, keys);

    private static TemplateKey Needed(string key, string description, string? usual = null, string? pattern = null) =>
        new(key, Required: true, usual, Generated: false, pattern, description);

    private static TemplateKey Option(string key, string description, string? usual = null, string? pattern = null) =>
        new(key, Required: false, usual, Generated: false, pattern, description);

    private static TemplateKey Hidden(string key, string description, bool required) =>
        new(key, required, Default: null, Generated: false, Pattern: null, description) { Secret = true };

    private static TemplateKey Made(string key, string description, int length) =>
        new(key, Required: true, Default: null, Generated: true, Pattern: null, description) { Secret = true, Length = length, Alphabet = TemplateAlphabet.Base64Url };
}
