namespace CodeRunner.Web.Nodes;

/// <summary>One thing that is wrong. Its text changes only with what is wrong: it is read aloud each time. <see cref="Of"/> stays the same while it lasts.</summary>
public sealed record Outage(string Of, string Text);
