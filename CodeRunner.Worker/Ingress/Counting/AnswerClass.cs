namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>How requests end, for counting: by the first digit of the status, or that nobody waited for one.</summary>
internal static class AnswerClass
{
    public const int Aborted = 0;
    public const int ServerError = 5;
    public const int Count = 6;

    private static readonly string[] Names = ["aborted", "1xx", "2xx", "3xx", "4xx", "5xx"];

    public static string NameOf(int index) => Names[index];

    public static int IndexOf(int status) => Math.Clamp(status / 100, 1, ServerError);
}
