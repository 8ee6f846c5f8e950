using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>All that came out of the platform, or that it keeps, by the place where it was, with everything in it unpacked.</summary>
internal sealed class Evidence
{
    private readonly ConcurrentDictionary<string, Place> places = new();

    public IEnumerable<string> Places => places.Keys;

    public void Add(string place, string text) => Add(place, Encoding.UTF8.GetBytes(text));

    public void Add(string place, byte[] bytes)
    {
        var there = places.GetOrAdd(place, _ => new Place());
        foreach (var layer in Layers.Of(bytes))
            there.Add(layer);
    }

    public bool Has(string place, string text) => places.TryGetValue(place, out var there) && there.All().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    public IEnumerable<(string Place, Finding Finding)> Find(CanarySearch search) =>
        places.SelectMany(place => search.Find(place.Value.All()).Select(finding => (place.Key, finding)));

    private sealed class Place
    {
        private readonly ArrayBufferWriter<byte> all = new();

        public void Add(byte[] bytes)
        {
            lock (all)
                all.Write([.. bytes, (byte)'\n']);
        }

        public byte[] All()
        {
            lock (all)
                return all.WrittenSpan.ToArray();
        }
    }
}
