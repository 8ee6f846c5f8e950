using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CodeRunner.Tests.Aspire;

/// <summary>Writes down, one line each, what an assembly offers in Aspire's namespaces, and in those of Azure's descriptions, which its signatures name.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler writes for records, and what every type has.
    private static readonly HashSet<string> Uninteresting =
        ["Equals", "GetHashCode", "ToString", "op_Equality", "op_Inequality", "<Clone>$", "PrintMembers", "EqualityContract", "WriteToManifest"];

    public static SortedSet<string> Of(IEnumerable<Assembly> assemblies) => new(
        assemblies.Distinct().SelectMany(assembly => assembly.GetExportedTypes()).Where(IsAspires).SelectMany(Lines), StringComparer.Ordinal);

    private static bool IsAspires(Type type) =>
        type.Namespace is { } name && (name.StartsWith("Aspire.", StringComparison.Ordinal) || name.StartsWith("Azure.Provisioning", StringComparison.Ordinal) || name == "Microsoft.Extensions.Hosting");

    private static IEnumerable<string> Lines(Type type) => type.GetMembers(Declared)
        .Where(member => !Uninteresting.Contains(member.Name))
        .Select(member => Line(type, member)).OfType<string>().Prepend(Header(type));

    private static string Header(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var parent = type.IsClass && type.BaseType?.Namespace?.StartsWith("Aspire.", StringComparison.Ordinal) == true ? $" : {TypeName.Bare(type.BaseType)}" : "";
        return $"{kind} {TypeName.Bare(type)}{parent}{Constraints(type.GetGenericArguments())}";
    }

    private static string? Line(Type type, MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: true } => null,
        FieldInfo field when IsVisible(field.IsPublic, field.IsFamily) => Field(type, field),
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible) => Property(type, property),
        ConstructorInfo constructor when IsVisible(constructor) => $"new {TypeName.Bare(type)}{Parameters(constructor)}",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => Method(type, method),
        _ => null,
    };

    private static string Field(Type type, FieldInfo field) => type.IsEnum
        ? $"{TypeName.Bare(type)}.{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"
        : $"{TypeName.Bare(type)}.{field.Name} : {(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}"
            + $"{(field.IsInitOnly ? "readonly " : "")}{TypeName.Of(field)}";

    private static string Property(Type type, PropertyInfo property)
    {
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        var set = property.SetMethod is { } setter && IsVisible(setter) ? IsInit(setter) ? " init;" : " set;" : "";
        return $"{TypeName.Bare(type)}.{property.Name} : {(property.GetAccessors(true)[0].IsStatic ? "static " : "")}{required}{TypeName.Of(property)} {{{get}{set} }}";
    }

    private static string Method(Type type, MethodInfo method)
    {
        var generics = method.GetGenericArguments();
        var names = generics.Length > 0 ? $"<{string.Join(", ", generics.Select(each => each.Name))}>" : "";
        var modifier = method.IsStatic && !method.IsDefined(typeof(ExtensionAttribute)) ? "static " : "";
        return $"{TypeName.Bare(type)}.{method.Name}{names}{Parameters(method)} : {modifier}{TypeName.Of(method.ReturnParameter)}{Constraints(generics)}";
    }

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"({extension}{string.Join(", ", method.GetParameters().Select(Parameter))})";
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var how = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in "
            : parameter.ParameterType.IsByRef ? "ref " : "";
        var value = !parameter.HasDefaultValue ? ""
            : $" = {(parameter.RawDefaultValue is null ? "default" : Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture))}";
        return $"{how}{TypeName.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Constraints(Type[] generics) => string.Concat(generics.Select(generic =>
    {
        List<string> all = [.. generic.GetGenericParameterConstraints().Select(TypeName.Bare).Order(StringComparer.Ordinal)];
        if (generic.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) all.Insert(0, "class");
        if (generic.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)) all.Add("new()");
        return all.Count > 0 ? $" where {generic.Name} : {string.Join(", ", all)}" : "";
    }));

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily);

    private static bool IsVisible(bool isPublic, bool isFamily) => isPublic || isFamily;
}
