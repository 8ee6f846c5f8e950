namespace CodeRunner.Tests.Web;

internal sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);
