/**
 * The images that a conda file is installed on when none is named: the bases of Microsoft's own
 * samples. Their tags move every two weeks, for patches, and their digests are only known to a
 * registry, which nobody asks here.
 */
export const condaBaseImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04'
/** The same with CUDA, for instances with a GPU. */
export const condaGpuImage = 'mcr.microsoft.com/azureml/openmpi5.0-cuda12.6-ubuntu24.04'
