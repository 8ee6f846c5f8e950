using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Web.Scaling;

/// <summary>A policy as it is being written: a target first, as most want it.</summary>
public sealed class ScalingPolicyDraft
{
    private const int UsualCooldown = 60;
    private const int UsualMost = 5;

    private ScalingTrigger trigger = ScalingTrigger.Requests;
    private PolicyForm form;

    public ScalingTrigger Trigger
    {
        get => trigger;
        set => (trigger, Value) = (value, value == trigger ? Value : Usual(value, form));
    }

    public PolicyForm Form
    {
        get => form;
        set => (form, Value) = (value, value == form ? Value : Usual(trigger, value));
    }

    public double? Value { get; set; } = Usual(ScalingTrigger.Requests, PolicyForm.Target);

    public int? Cooldown { get; set; } = UsualCooldown;

    public int? MinInstances { get; set; } = 1;

    public int? MaxInstances { get; set; } = UsualMost;

    public bool MaySleep
    {
        get => MinInstances == 0;
        set => MinInstances = value ? 0 : Math.Max(1, MinInstances ?? 1);
    }

    public bool Enabled { get; set; } = true;

    public string ValueLabel => Form switch
    {
        PolicyForm.Target => T("Target"),
        PolicyForm.Up => T("Above"),
        _ => T("Below"),
    };

    /// <summary>The name of the value on the wire.</summary>
    public string ValueField => Form == PolicyForm.Target ? "target" : "threshold";

    public string Sentence => Value is null || MinInstances is null || MaxInstances is null
        ? T("Say how much each instance shall carry, and between how many it may choose.")
        : ScalingWords.Sentence(Trigger, Form == PolicyForm.Target ? Value : null, Value, Action, Cooldown, MinInstances.Value, MaxInstances.Value);

    private ScalingAction? Action => Form switch
    {
        PolicyForm.Up => ScalingAction.ScaleUp,
        PolicyForm.Down => ScalingAction.ScaleDown,
        _ => null,
    };

    public static ScalingPolicyDraft Of(ScalingPolicyResponse policy) => new()
    {
        Trigger = policy.Trigger,
        Form = policy.Target is not null ? PolicyForm.Target : policy.Action == ScalingAction.ScaleDown ? PolicyForm.Down : PolicyForm.Up,
        Value = policy.Target ?? policy.Threshold,
        Cooldown = policy.Cooldown ?? UsualCooldown,
        MinInstances = policy.MinInstances,
        MaxInstances = policy.MaxInstances,
        Enabled = policy.Enabled,
    };

    public ScalingPolicyRequest ToRequest() => Form == PolicyForm.Target
        ? new(Trigger, Target: Value, MinInstances: MinInstances, MaxInstances: MaxInstances, Enabled: Enabled)
        : new(Trigger, Value, Action, Cooldown, null, MinInstances, MaxInstances, Enabled);

    private static double Usual(ScalingTrigger trigger, PolicyForm form) => (trigger, form) switch
    {
        (ScalingTrigger.Requests, PolicyForm.Down) => 20,
        (ScalingTrigger.Requests, _) => 50,
        (ScalingTrigger.Concurrency, PolicyForm.Down) => 3,
        (ScalingTrigger.Concurrency, _) => 10,
        (_, PolicyForm.Target) => 70,
        (_, PolicyForm.Up) => 80,
        _ => 30,
    };
}
