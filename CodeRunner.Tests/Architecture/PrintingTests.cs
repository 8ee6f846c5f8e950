using System.Reflection;
using System.Runtime.CompilerServices;
using CodeRunner.Api.Live;
using CodeRunner.Contracts;
using CodeRunner.Core;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Architecture;

/// <summary>A record prints all that it has, so one that is logged by mistake would show what it must not.</summary>
public sealed class PrintingTests
{
    private const string Canary = "a-canary-secret";

    /// <summary>Wherever they are.</summary>
    private static readonly string[] Secret = ["Password", "AccessToken", "RefreshToken", "Token", "Secret", "Plaintext"];

    /// <summary>Of what has to do with configuration.</summary>
    private static readonly string[] OfVariables = ["Value", "Text", "Before", "After"];

    /// <summary>Says what is wrong with a configuration, and never a value.</summary>
    private static readonly string[] Harmless = ["ConfigFault"];

    private static IEnumerable<Type> Records => new[] { typeof(Wire), typeof(CodeRunnerDb), typeof(LiveHub), typeof(ISandboxProvider), typeof(global::CodeRunner.Web.Configuration.ConfigRow) }
        .SelectMany(one => one.Assembly.GetTypes())
        .Where(type => !type.IsAbstract && !type.ContainsGenericParameters && !Harmless.Contains(type.Name) && Prints(type) && Hidden(type).Any());

    [Fact]
    public void No_record_prints_a_secret_or_the_value_of_a_variable()
    {
        Records.ShouldContain(typeof(global::CodeRunner.Contracts.Configuration.RevealedValue), "the search finds records");
        Records.Where(ShowsCanary).Select(type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void The_check_sees_one_that_does() => ShowsCanary(typeof(Chatty)).ShouldBeTrue();

    private static bool Prints(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static IEnumerable<FieldInfo> Hidden(Type type) => type.GetProperties()
        .Where(property => property.PropertyType == typeof(string)
            && (Secret.Contains(property.Name) || (OfVariables.Contains(property.Name) && type.Namespace!.Contains("Configuration"))))
        .Select(property => type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic))
        .OfType<FieldInfo>();

    private static bool ShowsCanary(Type type)
    {
        var record = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in Hidden(type))
            field.SetValue(record, Canary);
        return record.ToString()!.Contains(Canary);
    }

    private sealed record Chatty(string Password);
}
