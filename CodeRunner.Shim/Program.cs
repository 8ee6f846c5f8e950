System.Console.WriteLine("shim");
