namespace CodeRunner.Worker.Ingress.Choosing;

internal enum SendOutcome
{
    /// <summary>There is an answer, or nobody who waits for one.</summary>
    Done,

    /// <summary>No connection came about: the app saw nothing of the request.</summary>
    Refused,

    /// <summary>The connection broke before the answer began: the app may have seen the request, and died of it.</summary>
    Broken,

    TimedOut,

    /// <summary>Anything else; what is known of it is in the response.</summary>
    Failed,
}
