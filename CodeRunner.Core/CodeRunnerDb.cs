using CodeRunner.Core.Access;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Idempotency;
using CodeRunner.Core.Limiting;
using CodeRunner.Core.LoadTests;
using CodeRunner.Core.Logs;
using CodeRunner.Core.Nodes;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Templates;
using CodeRunner.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core;

public sealed class CodeRunnerDb(DbContextOptions<CodeRunnerDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<SignInPlace> SignInPlaces => Set<SignInPlace>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();

    public DbSet<SecondFactor> SecondFactors => Set<SecondFactor>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<Project> Projects => Set<Project>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Deployment> Deployments => Set<Deployment>();

    public DbSet<DeploymentHost> DeploymentHosts => Set<DeploymentHost>();

    public DbSet<Release> Releases => Set<Release>();

    public DbSet<SourceChunk> SourceChunks => Set<SourceChunk>();

    public DbSet<ForgottenImage> ForgottenImages => Set<ForgottenImage>();

    public DbSet<Instance> Instances => Set<Instance>();

    public DbSet<LogChunk> LogChunks => Set<LogChunk>();

    public DbSet<LogHead> LogHeads => Set<LogHead>();

    public DbSet<LogSource> LogSources => Set<LogSource>();

    public DbSet<Node> Nodes => Set<Node>();

    public DbSet<NodeWorker> Workers => Set<NodeWorker>();

    public DbSet<DrainedInstance> DrainedInstances => Set<DrainedInstance>();

    public DbSet<Machine> Machines => Set<Machine>();

    public DbSet<DeploymentLease> DeploymentLeases => Set<DeploymentLease>();

    public DbSet<AlertRule> AlertRules => Set<AlertRule>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<ScalingPolicy> ScalingPolicies => Set<ScalingPolicy>();

    public DbSet<ScalingSchedule> ScalingSchedules => Set<ScalingSchedule>();

    public DbSet<ScalingDecision> ScalingDecisions => Set<ScalingDecision>();

    public DbSet<LimitOverride> LimitOverrides => Set<LimitOverride>();

    /// <summary>No table: what deployments reserve is computed.</summary>
    public DbSet<DeploymentReservation> Reservations => Set<DeploymentReservation>();

    public DbSet<UsageCheckpoint> UsageCheckpoints => Set<UsageCheckpoint>();

    public DbSet<DailyUsage> DailyUsage => Set<DailyUsage>();

    public DbSet<ProjectCosts> ProjectCosts => Set<ProjectCosts>();

    public DbSet<StoredRecommendation> Recommendations => Set<StoredRecommendation>();

    public DbSet<LoadTest> LoadTests => Set<LoadTest>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<ConfigVersion> ConfigVersions => Set<ConfigVersion>();

    public DbSet<ConfigValue> ConfigValues => Set<ConfigValue>();

    public DbSet<VariableTemplate> VariableTemplates => Set<VariableTemplate>();

    public DbSet<VariableTemplateVersion> VariableTemplateVersions => Set<VariableTemplateVersion>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CodeRunnerDb).Assembly);
        SnakeCase.Apply(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(20);
}
