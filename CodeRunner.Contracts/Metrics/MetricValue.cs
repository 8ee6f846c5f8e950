using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeRunner.Contracts.Metrics;

/// <summary>As [unixSeconds, value]; null is a gap: nothing ran, or nobody could measure it.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct MetricValue(long Time, double? Value)
{
    /// <summary>More would be noise, and make answers long.</summary>
    private const int Digits = 6;

    private sealed class Converter : JsonConverter<MetricValue>
    {
        public override MetricValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.Number)
                throw new JsonException();
            var time = reader.GetInt64();
            reader.Read();
            double? value = reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();
            return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? new MetricValue(time, value) : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, MetricValue value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.Time);
            if (value.Value is { } known)
                writer.WriteNumberValue(Math.Round(known, Digits));
            else
                writer.WriteNullValue();
            writer.WriteEndArray();
        }
    }
}
