namespace CodeRunner.Worker.Ingress.Choosing;

internal enum TargetHealth
{
    Good,

    /// <summary>Was left out long enough: one request may try it.</summary>
    Due,

    /// <summary>Failed a moment ago, or is being tried.</summary>
    Out,

    /// <summary>This request was there already.</summary>
    Tried,
}
