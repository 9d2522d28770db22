/* Wine 8 has no bcryptprimitives.dll; pydantic-core takes its random bytes there. SystemFunction036 is what the same
   name was built on before. For the Wine prefix only, never shipped. */
#include <windows.h>
#include "marker.h"

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    while (length > 0) {
        ULONG part = length > 0x10000000 ? 0x10000000 : (ULONG)length;
        if (!SystemFunction036(data, part))
            return FALSE;
        data += part;
        length -= part;
    }
    return TRUE;
}
