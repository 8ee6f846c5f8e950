namespace CodeRunner.Web.Access;

/// <summary>What is posted where a second factor is asked for.</summary>
public sealed class CodeForm
{
    public string? Ticket { get; set; }

    public string? Code { get; set; }
}
