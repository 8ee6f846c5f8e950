using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace CodeRunner.Tests.Aspire;

/// <summary>Starts no process: runs on the genuine packages as well.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task Two_resources_of_one_name_are_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("twin", "/bin/true", "/");
        Should.Throw<DistributedApplicationException>(() => builder.AddExecutable("TWIN", "/bin/true", "/"));
    }

    [Fact]
    public async Task A_database_is_written_in_a_manifest_by_its_server()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var db = builder.AddPostgres("postgres", password: builder.AddParameter("pw", secret: true)).AddDatabase("db");
        db.Resource.ConnectionStringExpression.ValueExpression.ShouldBe("{postgres.connectionString};Database=db");
        db.Resource.Parent.Name.ShouldBe("postgres");
    }

    [Fact]
    public async Task An_expression_keeps_literal_braces_and_escapes_for_a_URI()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var secret = builder.AddParameter("secret", "a/b c", secret: true);
        var expression = ReferenceExpression.Create($"{{x}} {secret.Resource:uri} {secret}");
        (await expression.GetValueAsync(default)).ShouldBe("{x} a%2Fb%20c a/b c");
    }

    [Fact]
    public void A_generated_value_has_the_wished_length_and_kinds()
    {
        var value = new GenerateParameterDefault { MinLength = 30, Special = false, Lower = false, MinNumeric = 5 }.GetDefaultValue();
        value.Length.ShouldBe(30);
        value.ShouldAllBe(each => char.IsAsciiLetterUpper(each) || char.IsAsciiDigit(each));
        value.Count(char.IsAsciiDigit).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("a_b")]
    [InlineData("a--b")]
    [InlineData("ends-")]
    public async Task A_name_that_no_host_could_have_is_refused(string name)
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        Should.Throw<ArgumentException>(() => builder.AddExecutable(name, "/bin/true", "/"));
    }

    [Fact]
    public async Task Waiting_for_oneself_is_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var one = builder.AddExecutable("one", "/bin/true", "/");
        Should.Throw<DistributedApplicationException>(() => one.WaitFor(one));
    }
}
