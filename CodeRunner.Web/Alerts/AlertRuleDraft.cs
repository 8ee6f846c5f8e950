using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Web.Alerts;

/// <summary>A rule as it is being written.</summary>
public sealed class AlertRuleDraft
{
    /// <summary>Times that people choose from, in seconds.</summary>
    public static readonly IReadOnlyList<int> Times = [0, 60, 120, 300, 600, 900, 1800, 3600];

    private AlertKind kind = AlertKind.Cpu;

    public AlertKind Kind
    {
        get => kind;
        set
        {
            if (kind == value)
                return;
            kind = value;
            (Threshold, For) = Usual(value);
        }
    }

    public double? Threshold { get; set; } = Usual(AlertKind.Cpu).Threshold;

    public int For { get; set; } = Usual(AlertKind.Cpu).For;

    public string? Name { get; set; }

    public bool Enabled { get; set; } = true;

    public bool HasThreshold => Kind != AlertKind.Down;

    public string Unit => Kind switch
    {
        AlertKind.CrashLoop => T("crashes in a row"),
        AlertKind.ErrorRate => T("% of the requests"),
        AlertKind.P95 => "ms",
        _ => T("% of the limit"),
    };

    public string Sentence => AlertWords.Sentence(Kind, Threshold, For);

    /// <summary>Those to choose from, with the one it has.</summary>
    public IEnumerable<int> Choices => Times.Append(For).Distinct().Order();

    public static AlertRuleDraft Of(AlertRuleResponse rule) => new() { Kind = rule.Kind, Threshold = rule.Threshold, For = rule.For, Name = rule.Name, Enabled = rule.Enabled };

    public AlertRuleRequest ToRequest() => new(Kind, HasThreshold ? Threshold : null, For, Enabled, string.IsNullOrWhiteSpace(Name) ? null : Name.Trim());

    private static (double? Threshold, int For) Usual(AlertKind kind) => kind switch
    {
        AlertKind.Down => (null, 60),
        AlertKind.CrashLoop => (3, 0),
        AlertKind.ErrorRate => (5, 300),
        AlertKind.P95 => (1000, 300),
        _ => (90, 300),
    };
}
