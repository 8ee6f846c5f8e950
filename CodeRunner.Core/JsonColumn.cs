using System.Text.Json;
using CodeRunner.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CodeRunner.Core;

internal static class JsonColumn
{
    /// <summary>Keeps an immutable record whole in one jsonb column; it is replaced, never changed in place.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) => property
        .HasColumnType("jsonb")
        .HasConversion(value => JsonSerializer.Serialize(value, Wire.Json), text => JsonSerializer.Deserialize<T>(text, Wire.Json)!);

    /// <summary>The same of one that may be absent: null stays null in the database.</summary>
    public static ValueConverter<T?, string?> Optional<T>()
        where T : class => new(value => JsonSerializer.Serialize(value, Wire.Json), text => JsonSerializer.Deserialize<T>(text!, Wire.Json));
}
