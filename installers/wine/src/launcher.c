/* python.exe and pythonw.exe: start CPython from the DLL beside this file, as python.org's own launchers do. */
#include <windows.h>

typedef int (*entry)(int, wchar_t **);

int wmain(int argc, wchar_t **argv)
{
    HMODULE python = LoadLibraryW(PYTHON_DLL);
    entry start = python ? (entry)(void (*)(void))GetProcAddress(python, "Py_Main") : NULL;
    return start ? start(argc, argv) : 103;
}
