namespace CodeRunner.Worker.LoadTests;

internal enum LoadOutcome
{
    Ok,
    Redirect,
    ClientError,
    ServerError,
    Broken,
    TimedOut,
}
