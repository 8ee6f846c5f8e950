using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Costs;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Contracts.Logs;
using CodeRunner.Contracts.Metrics;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Contracts.Search;
using CodeRunner.Contracts.Templates;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Contracts.Webhooks;

namespace CodeRunner.Api.OpenApi;

/// <summary>The requests and answers that the API's description shows: one story, of Ada and her shop.</summary>
internal static class Examples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid UserId = new("019abcde-0000-7000-8000-000000000001");
    private static readonly Guid ProjectId = new("019abcde-0000-7000-8000-000000000002");
    private static readonly Guid DeploymentId = new("019abcde-0000-7000-8000-000000000003");
    private static readonly Guid ReleaseId = new("019abcde-0000-7000-8000-000000000004");
    private static readonly Guid InstanceId = new("019abcde-0000-7000-8000-000000000005");
    private static readonly Guid RuleId = new("019abcde-0000-7000-8000-000000000007");
    private static readonly Guid AlertId = new("019abcde-0000-7000-8000-000000000008");

    public static RegisterRequest Register { get; } = new("ada@example.org", "a long password", "Ada");

    public static UserResponse User { get; } = new(UserId, "ada@example.org", "Ada");

    public static UserResponse Me { get; } = User with { Operator = true };

    public static LoginRequest Login { get; } = new("ada@example.org", "a long password");

    public static TokenResponse Tokens { get; } = new("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl", "q0dxK2r1bW1vZGVzdC1leGFtcGxlLXRva2VuLTAwMDE", 900);

    public static Page<SignInResponse> SignIns { get; } = new([new(new("019abcde-0000-7000-8000-000000000009"), Noon, "session.start", AuditOutcome.Done, "203.0.113.7")], null);

    public static Page<SessionResponse> Sessions { get; } = new(
        [new(new("019abcde-0000-7000-8000-00000000000b"), Noon, Noon, Noon.AddDays(14), Noon.AddDays(30), "203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", true)], null);

    public static Page<AccountResponse> Accounts { get; } = new([new("ada@example.org", "Ada", false, Noon.AddDays(-90), Noon, 2, 1, 3, null)], null);

    public static RefreshRequest Refresh { get; } = new(Tokens.RefreshToken);

    public static CreateProjectRequest CreateProject { get; } = new("Shop");

    public static ProjectResponse Project { get; } = new(ProjectId, "Shop", "shop", ProjectRole.Owner, Noon, 30);

    public static SearchResponse Search { get; } = new([new(FoundKind.Deployment, DeploymentId, "Web", ProjectId, "Shop", EnvironmentName.Production, DeploymentState.Running)]);

    public static UpdateProjectRequest UpdateProject { get; } = new(LogDays: 14);

    public static Page<ProjectResponse> Projects { get; } = new([Project], null);

    public static MemberRequest PutMember { get; } = new(ProjectRole.Developer, [EnvironmentName.Staging]);

    public static Page<MemberResponse> Members { get; } = new([new("ada@example.org", "Ada", ProjectRole.Owner, [EnvironmentName.Development, EnvironmentName.Staging, EnvironmentName.Production], [], null, [EnvironmentName.Development, EnvironmentName.Staging])], null);

    public static ApiTokenRequest ApiTokenRequest { get; } = new("Deploys from CI", ProjectRole.Developer, [EnvironmentName.Staging], ExpiresAt: Noon.AddDays(90));

    public static ApiTokenResponse ApiToken { get; } = new(
        new("019abcde-0000-7000-8000-00000000000b"), ProjectId, ApiTokenRequest.Name!, ProjectRole.Developer, ApiTokenRequest.Environments, [], "ada@example.org", Noon,
        Noon.AddDays(90), Noon.AddHours(1), "crt_bm90IGEg", null);

    public static Page<ApiTokenResponse> ApiTokens { get; } = new([ApiToken], null);

    public static ApiTokenResponse CreatedApiToken { get; } = ApiToken with { LastUsedAt = null, Token = "crt_bm90IGEgc2VjcmV0LCBvbmx5IGFuIGV4YW1wbGUhISE" };

    public static RotateApiTokenRequest RotateApiToken { get; } = new(Overlap: 3600);

    public static ApiTokenResponse RotatedApiToken { get; } = CreatedApiToken with { FormerEndsAt = Noon.AddHours(2) };

    public static ConfigResponse Config { get; } = new(
        3, [new("LOG_LEVEL", "info", null), new("DATABASE_URL", "postgres://shop:${DB_PASSWORD}@db.example.org/shop", null)], [new("DB_PASSWORD", "Of the shop's database", true)], Noon,
        "ada@example.org", new ConfigRights(true, true, false, true));

    public static ReplaceConfigRequest ReplaceConfig { get; } = new(
        [new("LOG_LEVEL", "info"), new("DB_PASSWORD", "a long password", true, "Of the shop's database")], "More lines in the log");

    public static SetVariableRequest SetVariable { get; } = new("debug", Description: "How much is logged");

    public static RevealedValue Revealed { get; } = new("a long password");

    public static ConfigDiff ConfigDiff { get; } = new(
        [], ["DB_PASSWORD", "LOG_LEVEL"], [], [new("DB_PASSWORD", ConfigDiffKind.Changed, true, null, null), new("LOG_LEVEL", ConfigDiffKind.Changed, false, "info", "debug")], 3);

    public static Page<ConfigVersionResponse> ConfigVersions { get; } = new([new(3, "ada@example.org", Noon, "More lines in the log", 3)], null);

    public static Dictionary<string, string> DotEnv { get; } = new() { ["LOG_LEVEL"] = "debug", ["DB_PASSWORD"] = "a long password" };

    public static ExportConfigRequest ExportConfig { get; } = new("dotenv", false);

    public static RestoreConfigRequest RestoreConfig { get; } = new(2);

    public static ConfigApplied ConfigApplied { get; } = new([new(DeploymentId, "Web", new ReleaseSummary(ReleaseId, 2, ReleaseState.Queued))], []);

    public static MasterKeysResponse MasterKeys { get; } = new("k20261122-4f2a9c", [new("k20260101-0b1c2d", true, 12), new("k20261122-4f2a9c", true, 340)]);

    public static Page<AuditEntryResponse> Audit { get; } = new(
        [
            new(
                new("019abcde-0000-7000-8000-000000000007"), 12, Noon, new(UserId, "ada@example.org"), "secret.reveal", "DB_PASSWORD", EnvironmentName.Staging, "203.0.113.7",
                AuditOutcome.Done, JsonSerializer.SerializeToElement(new { keys = new[] { "DB_PASSWORD" } }), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ],
        null);

    public static Page<AuditEntryResponse> PlatformAudit { get; } = new(
        [
            new(
                new("019abcde-0000-7000-8000-00000000000a"), 40, Noon, new(UserId, "ada@example.org"), "session.start", "ada@example.org", null, "203.0.113.7",
                AuditOutcome.Denied, JsonSerializer.SerializeToElement(new { reason = "password" }), "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"),
        ],
        null);

    public static AuditVerification AuditVerified { get; } = new(true, 12, null);

    public static CreateDeploymentRequest CreateDeployment { get; } = new("Web", EnvironmentName.Production, Limits: new(MemoryMb: 256), Instances: 1);

    public static UpdateDeploymentRequest UpdateDeployment { get; } = new(Limits: new(MemoryMb: 512));

    public static ReleaseSummary Summary { get; } = new(ReleaseId, 1, ReleaseState.Queued);

    public static DeploymentResponse Deployment { get; } = new(
        DeploymentId, ProjectId, "Web", "web-7k2p", EnvironmentName.Production, DeploymentState.Running, null, "http://web-7k2p.localhost:8080", 1,
        Limits.Default, Summary with { State = ReleaseState.Serving }, [new(InstanceId, InstanceState.Running, null, "node-1", Noon, 0, 1)],
        Runtime.Node, null, null, "/", Egress.Internet, Noon, 30, new(ReleaseId, 1, ReleaseState.Serving, null));

    public static Page<DeploymentResponse> Deployments { get; } = new([Deployment], null);

    public static HostResponse Host { get; } = new("shop.example.org", "http://shop.example.org:8080", false, Noon);

    public static HostsResponse Hosts { get; } = new([Host], 20, "web-7k2p.localhost", false, "_coderunner", DeploymentId.ToString());

    public static ScaleRequest Scale { get; } = new(3);

    public static RollbackRequest Rollback { get; } = new(1);

    public static CreateReleaseRequest CreateRelease { get; } = new(GitUrl: "https://example.org/ada/shop.git", GitRef: "main");

    public static Page<ReleaseResponse> Releases { get; } = new(
        [new(ReleaseId, 1, ReleaseState.Serving, null, new SourceDescription(SourceKind.Archive, "shop.zip", Bytes: 20480), "ada@example.org", Noon, null, null,
            ArtifactState.Kept, ReleaseId, Noon, Limits.Default, Egress.Internet, Runtime.Node, HealthPath: "/")], null);

    public static LogRecord Line { get; } = new()
    {
        Cursor = "42",
        Seq = 7,
        Epoch = 1,
        InstanceId = InstanceId,
        ReleaseId = ReleaseId,
        Time = Noon,
        Stream = LogStream.Stdout,
        Text = "listening on 3000",
    };

    public static LogPage Logs { get; } = new([Line], "42", "42");

    public static MetricsResponse Metrics { get; } = new(
        Noon, Noon.AddSeconds(20), 10,
        [
            new("cpu", "cores", [new(Noon.ToUnixTimeSeconds(), 0.25), new(Noon.ToUnixTimeSeconds() + 10, null)]),
            new("latencyP95", "ms", [new(Noon.ToUnixTimeSeconds(), 12.4), new(Noon.ToUnixTimeSeconds() + 10, null)]),
        ]);

    public static MetricSample Sample { get; } = new(Noon, new Dictionary<string, double> { ["cpu"] = 0.25, ["memory"] = 73_400_320, ["requests"] = 12 });

    public static SystemResponse System { get; } = new(
        Noon, new("1.0.0", "15.8", "7.0.15"), [new("postgres", "healthy", 1.2), new("redis", "healthy", 0.4)], new(0, 1, 0, 0, 0, 0));

    public static Page<NodeResponse> Nodes { get; } = new(
        [
            new(
                "hetzner-1-4f2a9c", "bubblewrap", ["memory", "CPU", "processes", "an own host uid"], ["The disk limit is not enforced: the file system has no quotas."],
                Noon, true, 12, 0, [new(new("019abcde-0000-7000-8000-000000000006"), 4242, "1.0.0", Noon, 3.4, true, false, 12)]),
        ],
        null);

    public static Page<MachineResponse> Machines { get; } = new(
        [new("qx3w8k1m5n7p2r4t6v9y0z8a1", new("hetzner-2", "10.0.0.12", MachineAvailability.Active, MachineState.Ready, "28.5.1", 8, 32_006, 23) { Manager = true }, Noon, Noon)], null);

    public static MachineResponse DrainedMachine { get; } = Machines.Items[0] with { Wanted = MachineAvailability.Drain };

    public static Page<TemplateResponse> Templates { get; } = new(
        [new("node-http", TemplateKind.Source, "Node.js HTTP server", Runtime.Node, "A web server without dependencies.", 1, [])], null);

    public static TemplateRequest TemplateRequest { get; } = new(
        "Shop",
        [
            new("SHOP_URL", true, null, false, @"https://\S+", "The shop's own address"),
            new("SESSION_SECRET", true, null, true, null, "Signs session cookies") { Secret = true, Length = 48, Alphabet = TemplateAlphabet.Base64Url },
        ],
        "What each of the shop's services needs", Runtime.Node);

    public static TemplateResponse OwnTemplate { get; } = new(
        "019abcde-0000-7000-8000-00000000000b", TemplateKind.Variables, TemplateRequest.Name!, TemplateRequest.Runtime, TemplateRequest.Description!, 2, [.. TemplateRequest.Keys!.OfType<TemplateKey>()])
    {
        UpdatedAt = Noon,
    };

    public static Page<TemplateResponse> OwnTemplates { get; } = new([OwnTemplate], null);

    public static Page<TemplateVersionResponse> TemplateVersions { get; } = new([new(2, "ada@example.org", Noon, 2), new(1, "ada@example.org", Noon, 1)], null);

    public static ApplyTemplateRequest ApplyTemplate { get; } = new(
        OwnTemplate.Id, Values: new Dictionary<string, string?> { ["SHOP_URL"] = "https://shop.example.org" }, DryRun: true);

    public static ConfigDiff TemplateDiff { get; } = new(
        ["SESSION_SECRET", "SHOP_URL"], [], [],
        [new("SESSION_SECRET", ConfigDiffKind.Added, true, null, null), new("SHOP_URL", ConfigDiffKind.Added, false, null, "https://shop.example.org")], 3);

    public static AlertRuleRequest AlertRuleRequest { get; } = new(AlertKind.Cpu, 90, 300);

    public static AlertRuleResponse AlertRule { get; } = new(RuleId, DeploymentId, null, AlertKind.Cpu, 90, 300, true, Noon, null, AlertId);

    public static Page<AlertRuleResponse> AlertRules { get; } = new([AlertRule], null);

    public static ScalingPolicyRequest ScalingPolicyRequest { get; } = new(ScalingTrigger.Requests, Target: 60, MinInstances: 1, MaxInstances: 8);

    public static ScalingPolicyResponse ScalingPolicy { get; } = new(
        new("019abcde-0000-7000-8000-00000000000c"), DeploymentId, ScalingTrigger.Requests, null, null, null, 60, 1, 8, true, Noon, Noon);

    public static Page<ScalingPolicyResponse> ScalingPolicies { get; } = new([ScalingPolicy], null);

    public static ScalingScheduleRequest ScalingScheduleRequest { get; } = new("0 8 * * 1-5", "Europe/Berlin", 600, 3);

    public static ScalingScheduleResponse ScalingSchedule { get; } = new(
        new("019abcde-0000-7000-8000-00000000000d"), DeploymentId, "0 8 * * 1-5", "Europe/Berlin", 600, 3, true, false, Noon.AddHours(19));

    public static Page<ScalingScheduleResponse> ScalingSchedules { get; } = new([ScalingSchedule], null);

    public static Page<ScalingDecisionResponse> ScalingDecisions { get; } = new(
        [
            new(
                7, Noon, Noon, 1, 4, ScalingRule.Requests, "182 requests/s in the last 4 s need 4 instances at 60 requests/s each.",
                new Dictionary<string, double> { ["requests"] = 182, ["instances"] = 1 }, "It shrinks when fewer have been enough for 3 minutes."),
        ],
        null);

    public static ScalingReplayRequest ScalingReplayRequest { get; } = new([ScalingPolicyRequest], Noon.AddDays(-1), Noon);

    public static ScalingReplayResponse ScalingReplay { get; } = new(
        new(5310, 412, 24, 0.12m, 0), new(208, 31, 31.5, 0.16m, 14), Noon.AddDays(-1), Noon, 912_400, 85.7, CapacitySource.Measured, 5, "USD",
        [new(1_790_000_000, 11.4, 1, 1), new(1_790_000_300, 152.9, 1, 3)]);

    public static ResourceLimits OwnLimits { get; } = new(20, 10, 16_384);

    public static UserLimitsResponse UserLimits { get; } = new(OwnLimits with { Instances = 40, Cpus = null }, true, new(9, 4.5m, 4_608), 2);

    public static ProjectLimitsResponse ProjectLimits { get; } = new(
        OwnLimits, false, new(7, 3.5m, 3_584), new("ada@example.org", "Ada", false, UserLimits.Limits, UserLimits.Used));

    public static SystemLimitsResponse SystemLimits { get; } = new(OwnLimits, ResourceLimits.None);

    public static SystemProjectLimits SystemProject { get; } = new(ProjectId, "ada@example.org", OwnLimits, false, ProjectLimits.Used);

    public static Page<SystemProjectLimits> SystemProjects { get; } = new([SystemProject], null);

    public static SystemUserLimits SystemUser { get; } = new("ada@example.org", "Ada", 2, UserLimits.Limits, true, UserLimits.Used, "grace@example.org", Noon);

    public static Page<SystemUserLimits> SystemUsers { get; } = new([SystemUser], null);

    public static CostSettings CostSettings { get; } = new(new("EUR", 0.018m, 0.0045m, 0.0000002m, 0.05m), 40);

    public static CostSettingsResponse CostSettingsAnswer { get; } = new(CostSettings.Prices!, true, CostSettings.BudgetPerMonth);

    public static CostResponse Cost { get; } = new(
        "EUR", new(2026, 11, 1), new(2026, 11, 23), 24.31m, 11.2m, 33.4m, 31.9m, 34.9m, 24.31m, new(40, BudgetState.Ok),
        [new(DeploymentId, "Web", EnvironmentName.Production, 24.31m, 11.2m, 18.1m, 5.9m, 0.2m, 0.11m)],
        [new(EnvironmentName.Production, 24.31m, 11.2m)], [new(new(2026, 11, 22), 0.62m, 0.28m)], [new(new(2026, 11, 1), 24.31m, 11.2m)]);

    public static RecommendationResponse Recommendation { get; } = new(
        new("019abcde-0000-7000-8000-00000000000a"), DeploymentId, RecommendationKind.Memory, RecommendationState.Open, OptimizationStrategy.Balanced, "MB", 512, 200, 1.11m, "EUR", 0, 0.75,
        "In 48 hours of history, usage passed what is there now in 0 % of samples, and would pass what is proposed in 0 %. Of that, 61 % are expected to be used.", 0, 0.61, 48, 0, Noon, null, null, null, null, null);

    public static RecommendationResponse AppliedRecommendation { get; } = Recommendation with { State = RecommendationState.Watching, AppliedAt = Noon, AppliedBy = "Ada", Release = 8 };

    public static RecommendationResponse UndoneRecommendation { get; } = AppliedRecommendation with { State = RecommendationState.Undone, EndedAt = Noon, Outcome = "Undone by hand." };

    public static RecommendationResponse DismissedRecommendation { get; } = Recommendation with { State = RecommendationState.Dismissed, EndedAt = Noon };

    public static OptimizationResponse Optimization { get; } = new(
        OptimizationStrategy.Balanced, "EUR", 16.43m, 48, 0.75, null, [Recommendation], [],
        [new(BottleneckResource.Cpu, 0.18, 7, "18 % of the time of release 7 the app was held back by its CPU limit, measured 42 times. In release 6 it was 2 %.")]);

    public static AlertResponse Alert { get; } = new(
        AlertId, RuleId, ProjectId, DeploymentId, AlertKind.Cpu, AlertState.Firing, Noon, null, 97, 90, "CPU above 90 % of its limit for 5 minutes: 97 %.", null, null, null);

    public static AlertResponse Acknowledged { get; } = Alert with { AcknowledgedBy = "ada@example.org", AcknowledgedAt = Noon };

    public static Page<AlertResponse> Alerts { get; } = new([Alert], null);

    public static WebhookRequest WebhookRequest { get; } = new("https://hooks.example.org/coderunner", [AlertKind.Down, AlertKind.CrashLoop]);

    public static WebhookDeliveryResponse Delivery { get; } = new(
        new("019abcde-0000-7000-8000-000000000009"), "alert.fired", AlertId, WebhookDeliveryState.Delivered, 1, 204, null, 38, Noon, Noon, null);

    public static Page<WebhookDeliveryResponse> Deliveries { get; } = new([Delivery], null);

    public static WebhookResponse Webhook { get; } = new(
        new("019abcde-0000-7000-8000-00000000000a"), ProjectId, WebhookRequest.Url!, WebhookRequest.Kinds, null, true, Noon, Delivery);

    public static WebhookResponse CreatedWebhook { get; } = Webhook with { LastDelivery = null, Secret = "whsec_bm90IGEgc2VjcmV0LCBvbmx5IGFuIGV4YW1wbGU=" };

    public static Page<WebhookResponse> Webhooks { get; } = new([Webhook], null);
}
