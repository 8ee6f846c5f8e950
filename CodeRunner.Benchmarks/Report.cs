using System.Text.Json;

namespace CodeRunner.Benchmarks;

/// <summary>One JSON object a line for programs, a table beside it for people.</summary>
internal sealed class Report(TextWriter programs, TextWriter people)
{
    public bool Passed { get; private set; } = true;

    /// <summary>A figure that must not be under its target.</summary>
    public void AddAtLeast(string name, double value, string unit, double target) => Write(name, value, unit, target, value >= target, "≥");

    /// <summary>A figure that must not be over its target, or one without a target.</summary>
    public void Add(string name, double value, string unit, double? target = null) =>
        Write(name, value, unit, target, target is null ? null : value <= target, "≤");

    /// <summary>A line of its own form, for programs only.</summary>
    public void WriteLine(object line) => programs.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));

    private void Write(string name, double value, string unit, double? target, bool? pass, string relation)
    {
        Passed &= pass ?? true;
        programs.WriteLine(JsonSerializer.Serialize(new { name, value = Math.Round(value, 3), unit, target, pass }, JsonSerializerOptions.Web));
        var verdict = pass switch { true => "ok", false => "MISSED", null => "" };
        people.WriteLine($"{name,-36} {value,12:0.###} {unit,-10} {(target is null ? "" : $"target {relation} {target:0.###}"),-18} {verdict}");
    }
}
