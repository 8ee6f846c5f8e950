using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using CodeRunner.Shim.Launch.Containers;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class AttachedOutputTests
{
    [Fact]
    public void What_an_app_says_before_the_greeting_arrives_is_its_output_all_the_same()
    {
        var early = new string('e', 10_000);
        var output = new AttachedOutput(Streams((2, early), (1, $"{InitGreeting.Started}\nfirst\n"), (2, "late"), (1, "second")));

        output.ReadGreeting().ShouldBe(InitGreeting.Started);

        var all = ReadAll(output);
        (all[1], all[2]).ShouldBe(("first\nsecond", $"{early}late"));
    }

    [Fact]
    public void What_stands_on_stderr_without_a_greeting_is_what_went_wrong() =>
        new AttachedOutput(Streams((2, "no such "), (2, "program"))).ReadGreeting().ShouldBe("no such program");

    private static Dictionary<byte, string> ReadAll(AttachedOutput output)
    {
        var all = new Dictionary<byte, string>();
        var buffer = new byte[1000];
        while (!output.AtEnd)
        {
            var read = output.Read(buffer, out var stream);
            if (read > 0)
                all[stream] = all.GetValueOrDefault(stream, "") + Encoding.ASCII.GetString(buffer, 0, read);
        }
        return all;
    }

    /// <summary>As an engine sends them, which then closes the connection.</summary>
    private static AttachedStreams Streams(params (byte Stream, string Content)[] pieces)
    {
        var path = Path.Combine(Path.GetTempPath(), $"cr-{Guid.NewGuid():n}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var reader = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        reader.Connect(new UnixDomainSocketEndPoint(path));
        using var engine = listener.Accept();
        File.Delete(path);
        foreach (var (stream, content) in pieces)
        {
            var head = new byte[8];
            head[0] = stream;
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), content.Length);
            engine.Send(head);
            engine.Send(Encoding.ASCII.GetBytes(content));
        }
        // The streams close it: a descriptor must have one owner.
        var descriptor = (int)reader.SafeHandle.DangerousGetHandle();
        reader.SafeHandle.SetHandleAsInvalid();
        GC.SuppressFinalize(reader);
        return new AttachedStreams(descriptor);
    }
}
