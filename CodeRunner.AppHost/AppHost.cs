System.Console.WriteLine("CodeRunner.AppHost");
