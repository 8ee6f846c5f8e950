using System.Reflection;

namespace CodeRunner.Tests.Aspire;

/// <summary>Names types as the list of signatures does: in full, with ? where null is allowed.</summary>
internal static class TypeName
{
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly Lock Gate = new();

    public static string Of(ParameterInfo parameter) => Name(parameter.ParameterType, () => Nullability.Create(parameter));

    public static string Of(PropertyInfo property) => Name(property.PropertyType, () => Nullability.Create(property));

    public static string Of(FieldInfo field) => Name(field.FieldType, () => Nullability.Create(field));

    public static string Bare(Type type)
    {
        if (type.IsByRef) return Bare(type.GetElementType()!);
        if (type.IsArray) return Bare(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        var name = (type.DeclaringType is { } outer ? Bare(outer) : type.Namespace) + "." + type.Name.Split('`')[0];
        return type.IsGenericType && type.Name.Contains('`') ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Bare))}>" : name;
    }

    private static string Name(Type type, Func<NullabilityInfo> nullability)
    {
        var plain = type.IsByRef ? type.GetElementType()! : type;
        if (plain.IsValueType || plain.IsGenericParameter || type == typeof(void)) return Bare(plain);
        lock (Gate)
        {
            var info = nullability();
            return Bare(plain) + (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable ? "?" : "");
        }
    }
}
